/**
 * Small words that hardly any sentence of a language does without and that are no English words; lower case. One
 * list for each language, since two words of one language mean more than one word of each of two.
 */
export const FOREIGN_WORDS: readonly ReadonlySet<string>[] = [
  "der,das,und,ist,nicht,ein,eine,einen,seit,ich,wir,bitte,wie,warum,kann,mit,für,auf,dem,den,wird,haben,kommt,nach,noch,auch,beim,wenn,gibt,muss",
  "le,les,des,une,est,pas,nous,vous,je,pour,dans,avec,sur,qui,que,il,elle,ne,plus,cette,peut,faut,depuis,quand,pourquoi,où,du,aux,sont,ça",
  "el,los,las,una,es,por,para,con,que,del,se,como,pero,esto,está,desde,cuando,qué,cómo,puede,hay,nos,muy,alguien,favor,después,también",
  "uma,não,por,para,com,que,da,dos,em,está,você,quando,como,mais,isso,nós,alguém,favor,preciso,desde,pode,também,depois,são",
  "il,lo,gli,una,è,non,per,con,che,del,della,nel,si,come,quando,perché,questo,anche,dopo,qualcuno,può,sono,abbiamo,dal,alla",
  "het,een,niet,voor,met,van,op,dat,wij,ik,je,waarom,kan,naar,ook,sinds,wordt,deze,iemand,graag,hoe,nog,zijn,bij,maar",
  "nie,jest,się,na,że,dla,czy,jak,od,po,ale,przy,kto,proszę,mamy,są,został,może,dlaczego,nasz,przed",
  "bir,ve,için,bu,ile,neden,nasıl,değil,yok,mı,sonra,çok,lütfen,biri,daha,gibi,olarak,bize",
  "och,det,att,är,inte,som,för,på,med,av,jag,kan,hur,varför,efter,någon,den,ett",
].map((words) => new Set(words.split(",")));

/** The same for English; they outvote the others in a text of both, such as a pasted log with a question. */
export const ENGLISH_WORDS: ReadonlySet<string> = new Set(
  "the,and,is,are,was,were,this,that,it,in,of,to,for,with,on,we,you,i,not,my,our,please,can,what,why,how,when,be,have,has,do,does,from,at,by,an,if,who,there,after,since,but,or,as,they".split(
    ",",
  ),
);
