/** The corpus, asked of the intent and of the evaluator. */
import assert from "node:assert/strict";
import { compile } from "../../../model/compile/compile";
import { evaluate } from "../../../model/evaluate/evaluate";
import { clientFromPlan, groupsInOkta, serverFromPlan } from "../../../model/evaluate/fromPlan";
import type { Decision, EvaluationRequest, RequestClient } from "../../../model/evaluate/types";
import { GRANTS } from "../../../model/okta/grants";
import { intent } from "../../../model/intent";
import { CORPUS, corpusAccess, type CorpusCase } from "../../corpus/corpus";

const access = corpusAccess();
const plan = compile(access);
const server = serverFromPlan(plan);
const clients = new Map<string, RequestClient>(plan.clients.map(({ key }) => [key, clientFromPlan(plan, key)]));

function request({ groups, client, grant, scopes }: CorpusCase): EvaluationRequest {
  const { user, okta } = GRANTS[grant];
  return {
    client: clients.get(client)!,
    grantType: okta,
    user: user ? { id: "user", groups: groupsInOkta(plan, groups) } : null,
    scopes,
  };
}

function expectDecision(decision: Decision, { scopes, granted, refused }: CorpusCase): void {
  if (decision.decision === "denied") {
    const { status, error, reason } = decision;
    assert.deepEqual({ status, error, reason }, refused);
  } else {
    assert.deepEqual({ rule: decision.rule.name, tokenMinutes: decision.tokenMinutes }, granted);
    assert.deepEqual(decision.scopes, [...new Set(scopes)]);
  }
}

const ANSWERS: Readonly<Record<string, (corpusCase: CorpusCase) => void>> = {
  "the evaluator": (corpusCase) => expectDecision(evaluate(server, request(corpusCase)), corpusCase),
  "the intent": (corpusCase) => {
    const answer = intent(access, corpusCase);
    if (answer.granted) {
      assert.equal(answer.tokenMinutes, corpusCase.granted?.tokenMinutes);
      assert.deepEqual(answer.scopes, [...new Set(corpusCase.scopes)]);
    } else {
      const { status, error, reason } = answer;
      assert.deepEqual({ status, error, reason }, corpusCase.refused);
    }
  },
};

for (const [who, answer] of Object.entries(ANSWERS)) {
  describe(`corpus: ${who}`, () => {
    for (const corpusCase of CORPUS) it(corpusCase.title, () => answer(corpusCase));
  });
}

describe("corpus", () => {
  it("says of each case either what is granted or what is refused", () => {
    for (const { title, granted, refused } of CORPUS) {
      assert.equal((granted === undefined) !== (refused === undefined), true, title);
      assert.equal(title.startsWith("refuses"), refused !== undefined, title);
    }
  });

  it("has every title once", () => {
    assert.equal(new Set(CORPUS.map(({ title }) => title)).size, CORPUS.length);
  });
});
