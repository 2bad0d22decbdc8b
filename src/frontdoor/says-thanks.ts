const THANKS =
  /^(?:(?:ok|okay|great|perfect|cool|super|nice|nice one|awesome|wow|yes|yep|excellent|brilliant|lovely|done) )*(?:(?:many|big|thousand) )?(?:thanks|thank you|thankyou|thank u|thx|thanx|tnx|ty|tysm|cheers|much appreciated|merci|danke|gracias|grazie|obrigado|obrigada|tack|спасибо|شكرا|תודה)(?: |$)/u;
const BUT = /(?:^| )(?:but|however|though|not|no|wrong|nothing|anyway|still|never mind|nevermind)(?: |$)/u;
const MAX_WORDS = 10;

/** A short message that thanks for something and takes nothing back: "perfect, thanks!", not "thanks, but no". */
export function saysThanks(text: string): boolean {
  const phrase = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
  return phrase.split(" ").length <= MAX_WORDS && THANKS.test(phrase) && !BUT.test(phrase);
}
