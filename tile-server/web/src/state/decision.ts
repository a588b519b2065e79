import { ref, shallowRef, watch } from 'vue'
import { explain, NO_CONDITIONS, type Question } from '../api/explain'
import type { Explanation, LonLat } from '../api/contract'
import { locale } from '../i18n'
import { dismiss, isAbort, report } from './problem'
import { panel } from './view'

/** The place asked about, and the answer when it has come. */
export const question = shallowRef<Question | null>(null)
export const answer = shallowRef<Explanation | null>(null)
export const asking = ref(false)
/** The clue the question came from, if any. */
export const askedClue = ref<string | null>(null)

let pending: AbortController | null = null

export function askPlace([lon, lat]: LonLat, conditions: Partial<Question> = {}, clue: string | null = null): void {
  askedClue.value = clue
  void ask({ lon, lat, ...NO_CONDITIONS, ...conditions })
}

export async function ask(next: Question): Promise<void> {
  pending?.abort()
  const current = new AbortController()
  pending = current
  const moved = next.lon !== question.value?.lon || next.lat !== question.value.lat
  question.value = next
  if (moved) answer.value = null
  asking.value = true
  panel.value = 'explain'
  try {
    answer.value = await explain(next, locale.value, current.signal)
    dismiss()
  } catch (error) {
    if (!isAbort(error)) report(error, () => void ask(next))
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
}

// The server writes reasons in the language of the question.
watch(locale, () => {
  if (question.value) void ask(question.value)
})
