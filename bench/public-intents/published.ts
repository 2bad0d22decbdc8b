import type { IntentSetName } from "./intent-sets.ts";

/** Accuracy in percent on the test split, trained on all texts and on ten an intent. */
export interface PublishedFigure {
  readonly what: string;
  readonly source: string;
  readonly full: Readonly<Record<IntentSetName, number>> | undefined;
  readonly tenShot: Readonly<Record<IntentSetName, number>> | undefined;
}

/** What others report for these splits; their encoders are trained for each set alone. */
export const PUBLISHED: readonly PublishedFigure[] = [
  {
    what: "TF-IDF, linear SVM",
    source: "words 1-2 and characters 2-5, measured on these files",
    full: { CLINC150: 92.7, BANKING77: 91.2, HWU64: 88.3 },
    tenShot: { CLINC150: 81.0, BANKING77: 74.7, HWU64: 70.7 },
  },
  {
    what: "BERT, fine-tuned",
    source: "Mehri et al. 2020, arXiv 2009.13570",
    full: { CLINC150: 96.9, BANKING77: 93.7, HWU64: 92.1 },
    tenShot: { CLINC150: 91.9, BANKING77: 83.4, HWU64: 84.9 },
  },
  {
    what: "ConvBERT family, fine-tuned",
    source: "Mehri et al. 2020, 2021",
    full: { CLINC150: 97.3, BANKING77: 94.8, HWU64: 93.0 },
    tenShot: undefined,
  },
  {
    what: "CPFT, fine-tuned",
    source: "Zhang et al. 2021, arXiv 2109.06349",
    full: undefined,
    tenShot: { CLINC150: 94.2, BANKING77: 87.2, HWU64: 87.1 },
  },
];

/** CLINC150 with its texts out of scope, in percent. */
export interface PublishedRejection {
  readonly what: string;
  readonly source: string;
  readonly inScopeAccuracy?: number;
  /** Over all 5,500 test texts. */
  readonly accuracy?: number;
  readonly outOfScopeRecall: number;
  readonly falseRejection?: number;
}

export const PUBLISHED_REJECTION: readonly PublishedRejection[] = [
  {
    what: "BERT, threshold",
    source: "Larson et al. 2019, arXiv 1909.02027",
    inScopeAccuracy: 96.2,
    outOfScopeRecall: 52.3,
  },
  {
    what: "mpnet, fine-tuned, 1-NN, threshold",
    source: "model card of Amitava25/clinc150-contrastive-mpnet-maxsim",
    accuracy: 93.7,
    outOfScopeRecall: 80.3,
    falseRejection: 1.2,
  },
];
