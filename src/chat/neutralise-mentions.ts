const JOINER = "\u2060";

/**
 * A text of the bot that mentions nobody at large: what platforms take for everyone, everyone here, or a whole channel
 * or role loses its meaning to them and keeps its look to people. Nothing that the bot says is for everyone.
 */
export function neutraliseMentions(text: string): string {
  return text
    .replace(/@(?=everyone\b|here\b|channel\b|group\b|all\b)/giu, `@${JOINER}`)
    .replace(/<(?=!(?:everyone|here|channel|group|subteam)\b)/giu, `<${JOINER}`)
    .replace(/<(?=@&\d)/gu, `<${JOINER}`);
}
