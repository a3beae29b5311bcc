/** The parts of the compiler, each for itself. */
import assert from "node:assert/strict";
import { bitsOf, membersOf } from "../../../model/bits";
import { claimExpressions, claimPartName, isClaimPart } from "../../../model/compile/claims";
import { lengthWithIds } from "../../../model/okta/expressions/groups";
import { EXPRESSION_MAX_LENGTH } from "../../../model/okta/expressions/parse";
import {
  derivedGroupName,
  fitName,
  GROUP_RULE_NAME_MAX,
  groupRuleExpression,
} from "../../../model/compile/derivedGroups";
import { refreshLifetimes } from "../../../model/compile/layers";
import { unionsAsked, unionsNeeded, walkLeanSets, type HeldGroup, type Union } from "../../../model/compile/unions";
import { claimValues, readEntitlements } from "../../../model/prove/readEntitlements";

describe("groupRuleExpression", () => {
  it("asks for membership in all groups, by id", () => {
    assert.equal(groupRuleExpression(["00g1", "00g2"]), 'isMemberOfGroup("00g1") AND isMemberOfGroup("00g2")');
  });

  it("refuses fewer than two groups, and what is not an id", () => {
    assert.throws(() => groupRuleExpression(["00g1"]), /two or more/);
    assert.throws(() => groupRuleExpression(["00g1", '00g2") OR ("']), /letters, digits/);
  });
});

describe("names", () => {
  it("does not depend on the order of the groups", () => {
    assert.equal(derivedGroupName(["b", "a"]), "a+b");
    assert.equal(derivedGroupName(["a", "b"]), "a+b");
  });

  it("keeps a name that fits, and cuts one that does not with a hash of the whole", () => {
    const exact = "x".repeat(GROUP_RULE_NAME_MAX);
    assert.equal(fitName(exact, GROUP_RULE_NAME_MAX), exact);
    const cut = fitName(`${exact}y`, GROUP_RULE_NAME_MAX);
    assert.equal(cut.length, GROUP_RULE_NAME_MAX);
    assert.match(cut, /^x{33}~[0-9a-f]{16}$/);
    assert.notEqual(cut, fitName(`${exact}z`, GROUP_RULE_NAME_MAX));
  });

  it("names the parts of a long claim", () => {
    assert.deepEqual(
      [0, 1, 2].map((index) => claimPartName("e", index)),
      ["e", "e_2", "e_3"],
    );
    assert.deepEqual(
      ["e", "e_2", "e_10", "e_1", "e_0", "e_x", "e_02", "f_2"].map((name) => isClaimPart(name, "e")),
      [true, true, true, false, false, false, false, false],
    );
  });
});

describe("refreshLifetimes", () => {
  const client = { refreshLifetimes: { minutes: 43_200, idleMinutes: 10_080 } };

  it("gives refresh tokens the life that the client says", () => {
    assert.deepEqual(refreshLifetimes(60, ["offline_access"], client), {
      refreshTokenMinutes: 43_200,
      refreshTokenWindowMinutes: 10_080,
    });
  });

  it("gives the shortest valid lifetimes where there is no refresh token", () => {
    assert.deepEqual(refreshLifetimes(60, ["openid"], client), {
      refreshTokenMinutes: 60,
      refreshTokenWindowMinutes: 60,
    });
    assert.deepEqual(refreshLifetimes(5, ["openid"], {}), { refreshTokenMinutes: 10, refreshTokenWindowMinutes: 10 });
  });
});

describe("claimExpressions", () => {
  const group = (key: string, ...values: string[]) => ({ groups: [key], values });

  it("leaves out groups without values, and has none where no group has any", () => {
    assert.deepEqual(claimExpressions([group("a", "x"), group("b")], "always"), [
      'Arrays.flatten(isMemberOfGroup("a") ? {"x"} : {})',
    ]);
    assert.deepEqual(claimExpressions([group("b")], "always"), []);
  });

  it("yields nothing where there is no user", () => {
    assert.deepEqual(claimExpressions([group("a", "x")], "withUser"), [
      '(appuser != null) ? Arrays.flatten(isMemberOfGroup("a") ? {"x"} : {}) : {}',
    ]);
  });

  it("splits what is longer than Okta takes, and loses nothing", () => {
    const groups = Array.from({ length: 40 }, (_, i) =>
      group(`group-number-${i}-with-a-key-longer-than-an-id`, `resource${i}:read`, `resource${i}:write`),
    );
    for (const frame of ["always", "withUser"] as const) {
      const expressions = claimExpressions(groups, frame);
      assert.equal(expressions.length > 1, true);
      for (const expression of expressions) assert.equal(lengthWithIds(expression) <= EXPRESSION_MAX_LENGTH, true);
      assert.deepEqual(
        expressions.flatMap((expression) => readEntitlements(expression)!),
        groups,
      );
    }
  });

  it("asks for any of several groups, and splits them where their ids do not fit", () => {
    assert.deepEqual(claimExpressions([{ groups: ["a", "b"], values: ["x", "y"] }], "always"), [
      'Arrays.flatten(isMemberOfAnyGroup("a", "b") ? {"x", "y"} : {})',
    ]);
    const groups = Array.from({ length: 100 }, (_, i) => `group-${i}`);
    const expressions = claimExpressions([{ groups, values: ["x", "y"] }], "withUser");
    for (const expression of expressions) assert.equal(lengthWithIds(expression) <= EXPRESSION_MAX_LENGTH, true);
    assert.deepEqual(
      expressions.flatMap((expression) => readEntitlements(expression)!.flatMap((term) => term.groups)),
      groups,
    );
    assert.deepEqual(claimValues(expressions, ["group-99"]), ["x", "y"]);
  });

  it("splits a single group with very many scopes", () => {
    const scopes = Array.from({ length: 100 }, (_, i) => `resource${i}:read`);
    const expressions = claimExpressions([group("all", ...scopes)], "always");
    assert.deepEqual(claimValues(expressions, ["all"]), scopes);
    assert.deepEqual(claimValues(expressions, ["other"]), []);
  });

  it("fills an expression up to the last character that is left once keys are ids", () => {
    const rest = 'Arrays.flatten(isMemberOfGroup("00g45678901234567890") ? {""} : {})'.length;
    const longest = "s".repeat(EXPRESSION_MAX_LENGTH - rest);
    for (const key of ["k", "a-key-that-is-longer-than-an-id"]) {
      const [expression, ...others] = claimExpressions([group(key, longest)], "always");
      assert.equal(lengthWithIds(expression!), EXPRESSION_MAX_LENGTH);
      assert.deepEqual(others, []);
      assert.throws(() => claimExpressions([group(key, `${longest}s`)], "always"), /do not fit/);
    }
  });

  it("refuses a quote and a backslash", () => {
    assert.throws(() => claimExpressions([group('a"b', "x")], "always"), /cannot stand/);
    assert.throws(() => claimExpressions([group("a\\b", "x")], "always"), /cannot stand/);
  });
});

describe("readEntitlements", () => {
  it("reads only what the compiler writes", () => {
    for (const other of [
      "user.x",
      "Arrays.flatten(user.x)",
      'Arrays.flatten(isMemberOfGroupName("a") ? {"x"} : {})',
      'Arrays.flatten(isMemberOfGroup("a") ? {"x"} : {"y"})',
      'Arrays.flatten(isMemberOfGroup("a") ? {"x"} : {}, )x',
      'Arrays.flatten(isMemberOfGroup("a", "b") ? {"x"} : {})',
    ]) {
      assert.equal(readEntitlements(other), undefined, other);
    }
    assert.equal(claimValues(["user.x"], ["a"]), undefined);
  });
});

const held = (number: number, scopes: number[], separate: number[] = [], occurs: number[] = [0]): HeldGroup => ({
  number,
  scopes: bitsOf(8, scopes),
  separate: bitsOf(8, separate),
  occurs: bitsOf(8, occurs),
});

const inWords = ({ groups, scopes }: Union) => `${groups.join("+")}: ${membersOf(scopes).join(" ")}`;

describe("walkLeanSets", () => {
  const lean = (groups: readonly HeldGroup[]) => {
    const sets: string[] = [];
    walkLeanSets(groups, (set) => sets.push(inWords(set)) > 0);
    return sets;
  };

  it("takes a set in which every group adds something, and no other", () => {
    const sets = lean([held(0, [0]), held(1, [0, 1]), held(2, [2])]);
    assert.deepEqual(sets, ["0: 0", "1: 0 1", "2: 2", "0+2: 0 2", "1+2: 0 1 2"]);
  });

  it("leaves out a set in which two make a third superfluous", () => {
    const sets = lean([held(0, [0, 1]), held(1, [1, 2]), held(2, [2, 3])]);
    assert.equal(sets.includes("0+1+2: 0 1 2 3"), false);
    assert.equal(sets.includes("0+2: 0 1 2 3"), true);
  });

  it("never unites groups that are kept apart", () => {
    const sets = lean([held(0, [0], [1]), held(1, [1], [0]), held(2, [2])]);
    assert.deepEqual(sets, ["0: 0", "1: 1", "2: 2", "0+2: 0 2", "1+2: 1 2"]);
  });

  it("unites only groups that occur together: three of them only where all three do", () => {
    const sets = lean([
      held(0, [0], [], [1, 2]),
      held(1, [1], [], [1, 3]),
      held(2, [2], [], [2, 3]),
      held(3, [3], [], []),
    ]);
    assert.deepEqual(sets, ["0: 0", "1: 1", "2: 2", "3: 3", "0+1: 0 1", "0+2: 0 2", "1+2: 1 2"]);
  });

  it("ends where it is told to", () => {
    let seen = 0;
    walkLeanSets([held(0, [0]), held(1, [1]), held(2, [2])], () => (seen += 1) < 4);
    assert.equal(seen, 4);
  });
});

describe("unionsAsked", () => {
  const three = [held(0, [0]), held(1, [1]), held(2, [2])];
  const asked = (groups: readonly HeldGroup[], sets: "any" | number[][], most = 100) => {
    const all = sets === "any" ? sets : sets.map((set) => bitsOf(8, set));
    const found = unionsAsked(groups, all, () => true, most);
    return [...found.all.map(inWords), ...(found.complete ? [] : ["and more"])];
  };

  it("takes what each group holds, and of what is asked for what the lean sets hold of it", () => {
    assert.deepEqual(asked(three, []), ["0: 0", "1: 1", "2: 2"]);
    assert.deepEqual(asked(three, [[0, 1, 5]]), ["0: 0", "1: 1", "2: 2", "0+1: 0 1"]);
    assert.deepEqual(asked([held(0, [0, 3]), held(1, [1, 4])], [[0, 1]]), ["0: 0 3", "1: 1 4", "0+1: 0 1"]);
  });

  it("keeps of two sets that the same groups ask for only those that lie in no other", () => {
    const wide = [held(0, [0, 1]), held(1, [2, 3])];
    assert.deepEqual(
      asked(wide, [
        [0, 2],
        [0, 1, 2],
      ]),
      ["0: 0 1", "1: 2 3", "0+1: 0 1 2"],
    );
    assert.deepEqual(
      asked(wide, [
        [0, 2],
        [1, 3],
      ]),
      ["0: 0 1", "1: 2 3", "0+1: 1 3", "0+1: 0 2"],
    );
  });

  it("asks for any union where nothing is said, and ends where there are too many", () => {
    assert.deepEqual(asked(three, "any"), ["0: 0", "1: 1", "2: 2", "0+1: 0 1", "0+2: 0 2", "1+2: 1 2", "0+1+2: 0 1 2"]);
    assert.deepEqual(asked(three, "any", 1).at(-1), "and more");
    assert.deepEqual(asked(three, "any", 4).at(-1), "0+1+2: 0 1 2");
  });
});

describe("unionsNeeded", () => {
  const needed = (groups: readonly HeldGroup[], assigned: number[]) =>
    unionsNeeded(unionsAsked(groups, "any", () => true, 100).all, bitsOf(8, assigned)).map(inWords);

  it("keeps a union of groups that are not assigned where an assigned one beside them adds and replaces nothing", () => {
    assert.deepEqual(needed([held(0, [0]), held(1, [1])], [2]), ["0: 0", "1: 1", "0+1: 0 1"]);
    assert.deepEqual(needed([held(0, [0]), held(1, [1]), held(2, [5])], [2]), [
      "2: 5",
      "0+2: 0 5",
      "1+2: 1 5",
      "0+1+2: 0 1 5",
    ]);
    assert.deepEqual(needed([held(0, [0, 1]), held(2, [1])], [2]), ["0: 0 1", "2: 1"]);
  });

  it("keeps it where the assigned group is kept apart from one of them and has not as much", () => {
    const apart = (scopes: number[]) => [held(0, [0], [2]), held(1, [1]), held(2, scopes, [0])];
    assert.deepEqual(needed(apart([0, 1]), [2]), ["2: 0 1"]);
    assert.deepEqual(needed(apart([1]), [2]), ["0: 0", "2: 1", "0+1: 0 1"]);
  });
});
