/**
 * The server's sentences are those of the command, so that both say the same. What only makes sense in front of a
 * terminal is left out here; what is wrong, and the remedies that a reader of this page has, stay as they are.
 */

const SEPARATORS = /([，；：;,:]\s*)/u
const OF_THE_COMMAND = /(?:^|[\s（(，])--[a-z]|bailiwick\.toml/u
/** A condition of nothing but the remedy after it. */
const IF_SO = /[；;]\s*(?:若确认|if so)(?=[，,])/u
const OTHERWISE = /^(?:或者?|or\s+)/u

/** A sentence without the clauses that name options of the command or its configuration file. */
export function withoutCommandLine(sentence: string): string {
  if (!OF_THE_COMMAND.test(sentence)) return sentence
  const [first = '', ...rest] = sentence.replace(IF_SO, '').split(SEPARATORS)
  let kept = first
  // The separator that a dropped first remedy leaves to the one after it.
  let inherited: string | null = null
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const [separator = '', clause = ''] = rest.slice(index, index + 2)
    if (OF_THE_COMMAND.test(clause)) {
      inherited ??= separator
    } else {
      kept += (inherited ?? separator) + (inherited === null ? clause : clause.replace(OTHERWISE, ''))
      inherited = null
    }
  }
  const end = /[。.]$/u.exec(sentence)?.[0] ?? ''
  return kept.endsWith(end) ? kept : kept + end
}

const ABOUT_READING =
  /^(?:列的理解|未声明编码|表头在|略过|columns understood|no encoding declared|the header is|\d+ empty rows)/u

/** Whether a note only tells how the file was understood; every other note is something to look at. */
export function isAboutReading(note: string): boolean {
  return ABOUT_READING.test(note)
}
