import { checkRoadmap } from "../../src/roadmap/check-roadmap.ts";
import { parseRoadmap } from "../../src/roadmap/parse-roadmap.ts";
import type { Roadmap } from "../../src/roadmap/read-roadmap.ts";

export const SAMPLE = `# Roadmap

Words that are no item. Owner: nobody

## 🎯 PHASE 1: Foundation (Weeks 1-2)

### Epic 2: Inference ready ⭐ **HIGHEST PRIORITY**
**Complexity**: High | **Timeline**: 2 weeks | **Owner**: inference_engine_specialist

#### 2.1 Model loading ✅ COMPLETED

- [x] **Task 2.1.1**: Read the format (owner: code)
- [X] 2.1.2 Keep models in a cache

#### Story 2.2: Streaming
Dependencies: 2.1

- [ ] **Task 2.2.1**: Stream tokens
  - **Owner**: @ana
  - **Due**: 2031-03-06
  - [x] the channel
  - [ ] the back pressure
- [ ] 2.2.2 Errors in the stream (due: 2031-03-09, after: 2.2.1)

### Notes

- [ ] tell the customers

## Phase 2: Later
`;

export function roadmapOf(text: string, file = "ROADMAP.md"): Roadmap {
  const items = parseRoadmap(text);
  return { file, text, items, problems: checkRoadmap(items, file) };
}
