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
  const plain = text.toLowerCase().replace(/[\s._-]/g, '')
  const [local = ''] = email.toLowerCase().split('@')
  if (plain === email.toLowerCase().replace(/[\s._-]/g, '') || isRepeated(plain, local)) {
    return 'Do not use your e-mail address as the password.'
  }
  if (commonWords.some((word) => isRepeated(plain, word)))
    return 'Do not use the name of this service as the password.'
  if (commonPasswords.has(plain) || isPattern(plain))
    return 'This password is too easy to guess. Choose another.'
  return null
}

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
function isPattern(text: string): boolean {
  if (/^(.{1,7}?)\1+.{0,6}$/u.test(text) && isCycle(text)) return true
  return runs.some(
    (run) => (run + run).includes(text) || [...(run + run)].toReversed().join('').includes(text),
  )
}

function isCycle(text: string): boolean {
  for (let unit = 1; unit <= 7; unit += 1) {
    if (
      text ===
      text
        .slice(0, unit)
        .repeat(Math.ceil(text.length / unit))
        .slice(0, text.length)
    )
      return true
  }
  return false
}
