const THANKS = /\b(?:thanks?|thank you|thx|ty|cheers|merci|danke|gracias|great job|nice work|well done)\b/iu;
const GOODBYE = /\b(?:bye|goodbye|see you|good night|cya|ciao)\b/iu;

/** A short human answer to a message that asks for nothing. */
export function socialReply(text: string): string {
  if (THANKS.test(text)) return "You're welcome.";
  if (GOODBYE.test(text)) return "See you. Open tasks go on, and their answers wait in their threads.";
  return "Hello. Tell me what you need in your own words and I find the right specialist; `/help` shows what else I can do.";
}
