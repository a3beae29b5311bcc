/** Every policy of the pack against its own cases. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OIDC_SCOPES as MODEL_SCOPES } from "../../../model/okta/oidcScopes";
import { OIDC_SCOPES } from "../../../policies/rules/noEveryoneWithCustomScope";
import type { Case, Cases } from "../../../policies/rule";
import { rules } from "../../../policies/rules";
import { violationsOf } from "./runPolicy";

const PACK = join(__dirname, "../../../policies");
const KINDS = ["passes", "refuses", "unknown"] as const satisfies readonly (keyof Cases)[];

for (const rule of rules) {
  describe(`the policy ${rule.policy.name}`, () => {
    it("has a case that passes, one that is refused and one with unknown values", () => {
      for (const kind of KINDS) assert.notEqual(rule.cases[kind].length, 0, `no case in \`${kind}\``);
      assert.deepEqual(
        rule.cases.passes.flatMap(({ violations }) => violations),
        [],
      );
      assert.equal(
        rule.cases.refuses.every(({ violations }) => violations.length > 0),
        true,
      );
      assert.equal(rule.cases.unknown.every(hasUnknown), true);
    });

    it("stops an update, and says what it is for", () => {
      assert.equal(rule.policy.enforcementLevel, "mandatory");
      assert.match(rule.policy.description, /^[A-Z].*\.$/);
      assert.match(rule.policy.severity ?? "", /^(high|critical)$/);
    });

    for (const { title, resources, violations } of KINDS.flatMap((kind) => rule.cases[kind])) {
      it(title, () => assert.deepEqual(violationsOf(rule, resources), violations));
    }
  });
}

describe("the policy pack", () => {
  it("has a rule for every file in `rules`, each named after what it exports", () => {
    const files = readdirSync(join(PACK, "rules")).map((file) => file.replace(/\.ts$/, ""));
    const names = rules.map(({ policy }) => policy.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    assert.deepEqual(names, files.sort());
  });

  it("imports nothing but its own files, so that it can be used without this program", () => {
    const files = readdirSync(PACK, { recursive: true, encoding: "utf8" }).filter((file) =>
      /^(rules\/)?\w+\.ts$/.test(file),
    );
    for (const file of files) {
      const imports = [...readFileSync(join(PACK, file), "utf8").matchAll(/ from "([^"]+)"/g)].map(([, from]) => from!);
      const own = file.startsWith("rules/") ? /^\.\.\/\w+$|^@pulumi\/policy$/ : /^\.\/(rules\/)?\w+$|^@pulumi\/policy$/;
      assert.deepEqual(
        imports.filter((from) => !own.test(from)),
        [],
        file,
      );
    }
  });

  it("knows the same OpenID Connect scopes as the model", () => assert.deepEqual([...OIDC_SCOPES], [...MODEL_SCOPES]));

  it("has a version, without which the engine does not run it", () => {
    const { version } = JSON.parse(readFileSync(join(PACK, "package.json"), "utf8")) as { version?: string };
    assert.match(version ?? "", /^\d+\.\d+\.\d+$/);
  });
});

function hasUnknown({ resources }: Case): boolean {
  return JSON.stringify(resources).includes("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
}
