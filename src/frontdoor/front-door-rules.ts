/**
 * What the front door knows without learning: whole messages that can mean only one thing, and the courtesies
 * that people wrap around a request. Lower case, without punctuation. Everything less certain is the classifier's.
 */

/** How people open a message. */
export const GREETINGS = toPhrases(
  "hi,hii,hey,heya,hello,hallo,helo,hiya,howdy,yo,greetings,aloha,salut,bonjour,hola,ciao,moin,servus",
  "merhaba,ola,olá,namaste,ahoj,hej,привет,你好,こんにちは,안녕하세요,مرحبا,שלום,سلام",
  "good morning,good afternoon,good evening,good day,guten morgen,guten tag,guten abend",
  "buenos dias,buenos días,hi there,hey there,hello there,hi again,hey again,hello again,hello hello",
);

/** Greetings only before a comma, a word of `GREETED`, or nothing: "evening builds fail" greets nobody. */
export const SHORT_GREETINGS = toPhrases("morning,mornin,afternoon,evening,gm");

/** Whom they greet with it. */
export const GREETED = toPhrases(
  "all,everyone,everybody,team,folks,guys,people,friends,bot,there,again,switchyard,y'all,yall",
);

/** How people close one, or all they say. */
export const THANKS = toPhrases(
  "thanks,thank you,thx,thanx,tnx,ty,tysm,cheers,merci,danke,gracias,grazie,obrigado,tack,спасибо,شكرا,תודה",
  "thanks a lot,thanks so much,thank you so much,thank you very much,many thanks,thanks again,much appreciated",
  "thanks in advance,thank you in advance,thanks in adv,thx in advance,tia,best regards,kind regards,regards",
  "bye,goodbye,bye bye,see you,see ya,cya,good night,gn,have a nice day,have a good day,have a good one",
);

/** Whole messages that ask for nothing. */
export const PLEASANTRIES = toPhrases(
  "ok,okay,k,kk,cool,nice,great,perfect,awesome,lol,haha,hahaha,wow,got it,sounds good,all good,no worries",
  "welcome,you're welcome,well done,good job,great job,nice work,good bot,nice one,never mind,nevermind",
  "how are you,how are you doing,how are you today,how's it going,hows it going,what's up,whats up,sup,wassup",
);

/** Whole messages that answer a question; outside a task's thread they ask for nothing. */
export const ANSWERS = toPhrases(
  "yes,yep,yeah,yes please,no,nope,no thanks,sure,go ahead,please do,do it,continue,go on,proceed,both",
  "approved,lgtm,ok go,ok go ahead,sounds good go ahead,the first one,the second one,neither",
);

/** Whole messages that ask what the bot is for. */
export const META = toPhrases(
  "help,help me,help please,what can you do,what do you do,who are you,what are you,how does this work",
);

/** Beginnings of short questions about who does what here. */
export const META_OPENINGS = toPhrases(
  "who handles,who takes care of,who looks after,who is responsible for,who's responsible for,who deals with",
  "which agent,which agents,what agents,which specialist,which specialists,who do i ask,who should i ask",
  "whom do i ask,whom should i ask,who can i ask,whom can i ask",
);
/** Longer ones are about the work itself: "who handles the retry when a download breaks off and why twice?" */
export const META_MAX_WORDS = 9;

/** Whole messages that ask how things stand. */
export const STATUS = toPhrases(
  "status,status update,any update,any updates,any news,are you done,is it done,done yet,eta,how far are you,how far along are you",
);

function toPhrases(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(","));
}
