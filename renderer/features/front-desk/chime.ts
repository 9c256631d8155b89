const NOTES_HZ = [660, 880] as const
const NOTE_S = 0.18

/** Two short notes, made here: no file to load. Silent where the window may not sound. */
export function chime(): void {
  const audio = new AudioContext()
  NOTES_HZ.forEach((hertz, index) => {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = hertz
    volume.gain.value = 0.08
    tone.connect(volume).connect(audio.destination)
    tone.start(audio.currentTime + index * NOTE_S)
    tone.stop(audio.currentTime + (index + 1) * NOTE_S)
    if (index === NOTES_HZ.length - 1) tone.onended = () => void audio.close()
  })
}
