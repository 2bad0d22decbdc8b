import fc from "fast-check";

/**
 * Property tests try the same examples on every machine, so that a change is judged by what it changes. To look for
 * others: `PROPERTY_SEED=7 PROPERTY_RUNS=2000 npm test -- --project unit`.
 */
const { PROPERTY_SEED = "20310303", PROPERTY_RUNS } = process.env;

fc.configureGlobal({
  seed: Number(PROPERTY_SEED),
  ...(PROPERTY_RUNS === undefined ? {} : { numRuns: Number(PROPERTY_RUNS) }),
});
