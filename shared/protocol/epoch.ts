/**
 * Header of every answer of the centre: which database it speaks for. A database that was made anew or
 * restored has another epoch, so that a desk never mixes what two databases told it.
 */
export const EPOCH_HEADER = 'chairside-epoch'
