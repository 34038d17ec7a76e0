import { commonPasswords, commonWords } from '@/lib/auth/common-passwords'

const minLength = 15
const maxLength = 128

/** The form of a password that is stored and compared: one spelling per text, whatever keyboard made it. */
export const normalisedPassword = (password: string): string => password.normalize('NFC')

/** Why a new password is refused, as a sentence for its owner; null when it is good. Length counts characters, not bytes. */
export function passwordFault(password: string, email: string): string | null {
  const text = normalisedPassword(password)
  const length = [...text].length
  if (length < minLength) return `Use at least ${minLength} characters; a few words in a row work well.`
  if (length > maxLength) return `Use at most ${maxLength} characters.`
  const plain = squeezed(text)
  const [local = ''] = email.split('@')
  if (plain === squeezed(email) || isRepeated(plain, squeezed(local))) {
    return 'Do not use your e-mail address as the password.'
  }
  if (commonWords.some((word) => isRepeated(plain, word)))
    return 'Do not use the name of this service as the password.'
  if (commonPasswords.has(plain) || isPattern(plain))
    return 'This password is too easy to guess. Choose another.'
  return null
}

const squeezed = (text: string): string => text.toLowerCase().replace(/[\s._-]/g, '')

/** Whether a text is nothing but a word, digits and signs aside ("tickwright12345"). */
const isRepeated = (text: string, word: string): boolean =>
  word.length >= 4 && text.replaceAll(word, '').replace(/[^\p{L}]/gu, '') === '' && text.includes(word)

const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
]

/** One unit of up to seven characters over and over, or one run of the alphabet, the digits or the keyboard. */
const isPattern = (text: string): boolean =>
  [1, 2, 3, 4, 5, 6, 7].some((unit) => text.slice(unit) === text.slice(0, -unit)) ||
  runs.some((run) => runsOf(run).some((endless) => endless.includes(text)))

const runsOf = (run: string) => [run + run, [...run, ...run].toReversed().join('')]
