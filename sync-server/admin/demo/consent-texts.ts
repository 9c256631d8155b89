/** Consent texts of the demo; a clinic writes its own. */
export const CONSENT_TEXTS = [
  {
    code: 'general', title: 'Consent to examination and treatment',
    body: `I, {patient}, ask {clinic} to examine my mouth and teeth and to take the X-rays that are needed for it.

My questions about the examination were answered. I know that I am told what is found, what can be done about it and what it costs before any treatment, and that I may say no to any of it.

I have told the clinic what I know of my illnesses, allergies and medicines, and I will say so when it changes.

My personal data, among them data about my health, are kept to treat me and to keep the records that the law asks for (RA 10173). I may see them, have them corrected, and ask about them at any time.

{date}`,
  },
  {
    code: 'root-canal', title: 'Consent to root canal treatment',
    body: `I, {patient}, agree to root canal treatment of {procedure} by {dentist}.

It was explained to me that the inflamed or dead pulp is taken out and the canals are cleaned and filled, in one visit or more; that the tooth usually needs a crown afterwards; and that without it the infection may spread and the tooth may be lost.

I know that pain and swelling may come for some days, that an instrument may break in a canal, that the tooth may crack, and that the treatment does not always succeed. Other ways, among them taking the tooth out, were explained to me.

{date}, {clinic}`,
  },
  {
    code: 'extraction', title: 'Consent to extraction',
    body: `I, {patient}, agree that {dentist} takes out {procedure} under local anaesthesia.

It was explained to me why, what else could be done, and what may happen: bleeding, swelling, pain, infection, a dry socket, numbness of the lip or tongue that may last, an opening to the sinus, or injury to the teeth beside it.

I have told the clinic about my illnesses, allergies and medicines, among them any medicine against blood clots or for the bones.

I know what to do afterwards and whom to call.

{date}, {clinic}`,
  },
  {
    code: 'photos', title: 'Consent to photographs',
    body: `I, {patient}, allow {clinic} to take photographs of my teeth and face for my record. They are shown to nobody outside the clinic without my asking again.

I may withdraw this at any time.

{date}`,
  },
] as const
