import { ref, shallowRef, watch } from 'vue'
import { type ClueRef, explain, explainClue, NO_CONDITIONS, type Question } from '../api/explain'
import type { Explanation, LonLat } from '../api/contract'
import { questionOf } from '../domain/conditions'
import { locale } from '../i18n'
import { dismiss, isAbort, report } from './problem'
import { panel } from './view'

/** The place asked about, and the answer when it has come. */
export const question = shallowRef<Question | null>(null)
export const answer = shallowRef<Explanation | null>(null)
export const asking = ref(false)
/** The clue the question came from, if any. */
export const askedClue = ref<string | null>(null)
/** The row of the server that was asked for; null where the question says it all. */
export const askedRow = shallowRef<ClueRef | null>(null)

let pending: AbortController | null = null

export function askPlace([lon, lat]: LonLat, conditions: Partial<Question> = {}, clue: string | null = null): void {
  askedClue.value = clue
  void ask({ lon, lat, ...NO_CONDITIONS, ...conditions })
}

/** Asks for a clue of the server. Its place and conditions are those of its row; `place` is where it is seen meanwhile. */
export function askClue([lon, lat]: LonLat, clue: ClueRef, name: string): void {
  askedClue.value = name
  void seek({ lon, lat, ...NO_CONDITIONS }, clue)
}

export async function ask(next: Question): Promise<void> {
  await seek(next, null)
}

async function seek(next: Question, clue: ClueRef | null): Promise<void> {
  pending?.abort()
  const current = new AbortController()
  pending = current
  const moved = next.lon !== question.value?.lon || next.lat !== question.value.lat
  question.value = next
  askedRow.value = clue
  if (moved) answer.value = null
  asking.value = true
  panel.value = 'explain'
  try {
    const told = await (clue ? explainClue(clue, locale.value, current.signal) : explain(next, locale.value, current.signal))
    answer.value = told
    if (clue) question.value = questionOf(told)
    dismiss()
  } catch (error) {
    if (!isAbort(error)) report(error, () => void seek(next, clue))
  } finally {
    if (pending === current) {
      pending = null
      asking.value = false
    }
  }
}

export function forgetDecision(): void {
  pending?.abort()
  question.value = null
  answer.value = null
  askedClue.value = null
  askedRow.value = null
}

// The server writes reasons in the language of the question.
watch(locale, () => {
  if (question.value) void seek(question.value, askedRow.value)
})
