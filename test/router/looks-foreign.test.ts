import { expect, test } from "vitest";
import { looksForeign } from "../../src/router/looks-foreign.ts";

test.each([
  "der Build ist seit gestern kaputt, bitte schaut nach",
  "le test échoue depuis hier et nous ne savons pas pourquoi",
  "el despliegue no funciona desde ayer, puede alguien mirar?",
  "o teste falha desde ontem, alguém pode ver? não sei mais",
  "il test non passa più, qualcuno può guardare perché",
  "de build is kapot sinds gisteren, kan iemand kijken waarom het niet werkt",
  "testy nie przechodzą od wczoraj, proszę sprawdzić dlaczego się sypią",
  "testler dünden beri geçmiyor, neden olduğunu bilmiyoruz, lütfen bakın",
  "bygget är trasigt och jag vet inte varför det inte fungerar",
  "сборка сломана после слияния",
  "שלום, הבנייה שבורה מאז המיזוג האחרון",
  "ビルドが昨日から壊れています",
  "اختبار الذاكرة يفشل منذ الدمج الأخير",
  "cargo test: сборка сломана после слияния, посмотрите пожалуйста",
])("%s", (text) => {
  expect(looksForeign(text)).toBe(true);
});

test.each([
  "",
  "🎉🔥",
  "the build is red since yesterday, please find out why",
  "prefill 3x slower since tue. who?",
  "error: die, mit, on, es, en, pro, per, via",
  "dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==",
  "SELECT * FROM users u JOIN orders o ON o.user_id = u.id",
  "[INFO] 12:00:01 worker started pid=4212 0xdeadbeef99",
  "Straße",
  "Привет",
  "the German page says 'bitte nicht' and that is wrong, it is a typo in the docs",
  "café résumé naïve",
])("not %j", (text) => {
  expect(looksForeign(text)).toBe(false);
});
