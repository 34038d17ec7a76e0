const shapes: readonly RegExp[] = [
  /\b(?:0x)?[0-9a-fA-F]{64}\b/g, // private keys
  /\b[sr]k_(?:live|test)_[A-Za-z0-9]{8,}/g,
  /\bwhsec_[A-Za-z0-9+/=]{8,}/g,
  /\b\d{8,10}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g, // Telegram bot tokens
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_.-]{8,}/g, // signed or encrypted tokens
  /(?<=\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{8,}/g,
  /(?<=[?&](?:signature|sign|api_key|apiKey|token|secret)=)[^&\s"\\]+/gi,
  /(?<=postgres(?:ql)?:\/\/[^:@/\s"]{1,64}:)[^@/\s"]+(?=@)/g,
]

/** Replaces what looks like a key, token or password, wherever it stands in a text. */
export const maskSecrets = (text: string): string =>
  shapes.reduce((masked, shape) => masked.replace(shape, '[redacted]'), text)
