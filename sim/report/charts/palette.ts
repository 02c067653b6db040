/**
 * Colours of the series, from Okabe and Ito, "Color Universal Design" (2008), with a lighter one of the set on dark
 * pages; `style.ts` gives them their values. No meaning rests on colour alone: labels, dashes and shapes carry it too.
 */
export const series = 'var(--series)'

/** The colour of what is compared with: a bound, a limit, another policy. */
export const other = 'var(--other)'

/** The colour of the text. */
export const ink = 'var(--ink)'

/** The halo of a label that stands on lines. */
export const paper = 'var(--paper)'
