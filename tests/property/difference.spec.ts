/** The difference between two random access files, held against the intent of each: it misses nothing and makes nothing up. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { accessDifference } from "../../model/ask/difference/difference";
import type { AccessChange, AccessDifference } from "../../model/ask/difference/types";
import type { Access } from "../../model/file/access";
import { intent } from "../../model/intent";
import { GRANTS, type GrantKey } from "../../model/okta/grants";
import { OPENID } from "../../model/okta/oidcScopes";
import { draw } from "../support/seed";
import { renamedOnly, type RenamedPair, renamedPairs } from "./renamedFiles";
import { subsets } from "../support/subsets";

const pairs = renamedPairs({ groups: 3, scopes: 4, clients: 2 });

function holds(numRuns: number, property: (pair: RenamedPair) => void): void {
  fc.assert(fc.property(pairs, property), draw("differences", 5_150, numRuns));
}

interface Asked {
  readonly client: string;
  readonly grant: GrantKey;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

/** Every question of up to two groups and three scopes that either file could be asked, with the new keys. */
function questions({ before, after, keys: later }: RenamedPair): Asked[] {
  const key = (old: string) => later.get(old) ?? old;
  const keys = (of: (access: Access) => Iterable<string>) => [...new Set([...[...of(before)].map(key), ...of(after)])];
  return keys(({ clients }) => clients.keys()).flatMap((client) => {
    const there = [...before.clients.values()].find((old) => key(old.key) === client);
    const grants = [...new Set([...(there?.grants ?? []), ...(after.clients.get(client)?.grants ?? [])])];
    return grants.flatMap((grant) =>
      subsets(GRANTS[grant].user ? keys(({ groups }) => groups.keys()) : [], 2).flatMap((groups) =>
        subsets(
          keys(({ scopes }) => scopes.keys()),
          3,
        )
          .filter((scopes) => scopes.length > 0)
          .map((scopes) => ({ client, grant, groups, scopes })),
      ),
    );
  });
}

/** The answers of both files. */
function answers({ before, after, keys }: RenamedPair, asked: Asked): [was: boolean, is: boolean] {
  const earlier = new Map([...keys].map(([old, young]) => [young, old]));
  const key = (young: string) => earlier.get(young) ?? young;
  const { client, groups } = asked;
  return [isGranted(before, { ...asked, client: key(client), groups: groups.map(key) }), isGranted(after, asked)];
}

function isGranted(access: Access, { scopes, ...rest }: Asked): boolean {
  const extra = GRANTS[rest.grant].needsOpenid ? [OPENID] : [];
  const client = access.clients.get(rest.client);
  // What a gateway narrows counts as far as it is entitled.
  const clients = client && new Map(access.clients).set(client.key, { ...client, enforcement: "issuer" as const });
  return intent(clients ? { ...access, clients } : access, { ...rest, scopes: [...extra, ...scopes] }).granted;
}

function covers(rows: readonly AccessChange[], asked: Asked): boolean {
  return rows.some(
    ({ client, grant, groups, scope, kind, because }) =>
      client === asked.client &&
      grant === asked.grant &&
      because === "access" &&
      groups.every((group) => asked.groups.includes(group)) &&
      (kind === "together"
        ? asked.scopes.every((name) => scope.split(" ").includes(name))
        : asked.scopes.includes(scope)),
  );
}

describe("the difference between two access files", () => {
  it("misses nothing that up to two groups may do more, or less", () => {
    holds(150, (pair) => {
      const difference = accessDifference(pair.before, pair.after);
      for (const asked of questions(pair)) {
        const [was, is] = answers(pair, asked);
        if (!was && is) assert.equal(covers(difference.widened, asked), true, `widened: ${JSON.stringify(asked)}`);
        if (was && !is) assert.equal(covers(difference.narrowed, asked), true, `narrowed: ${JSON.stringify(asked)}`);
      }
    });
  });

  it("makes nothing up: each row is a question that the two files answer differently", () => {
    holds(150, (pair) => {
      const { widened, narrowed } = accessDifference(pair.before, pair.after);
      const differs = (rows: readonly AccessChange[], was: boolean) => {
        for (const row of rows.filter(({ because }) => because === "access")) {
          if (row.kind !== "scope" && row.kind !== "together") continue;
          const asked: Asked = {
            client: row.client,
            grant: row.grant as GrantKey,
            groups: row.groups,
            scopes: row.scope.split(" "),
          };
          assert.deepEqual(answers(pair, asked), [was, !was], JSON.stringify(asked));
        }
      };
      differs(widened, false);
      differs(narrowed, true);
    });
  });

  it("is the same the other way round", () => {
    holds(100, ({ before, after, back: undone, keys }) => {
      const [there, back] = [accessDifference(before, after), accessDifference(undone.before, undone.after)];
      const key = (old: string) => keys.get(old) ?? old;
      const rows = (changes: AccessDifference["widened"]) =>
        changes
          .filter(({ because }) => because === "access")
          .map(({ kind, groups, client, grant, scope, route }) =>
            JSON.stringify([
              kind,
              groups.map(key).sort(),
              key(client),
              grant,
              kind === "route" ? "" : scope.split(" ").sort(),
              route,
            ]),
          )
          .sort();
      assert.deepEqual(rows(there.widened), rows(back.narrowed));
      assert.deepEqual(rows(there.narrowed), rows(back.widened));
    });
  });

  it("names what goes on under another key, and nothing else", () => {
    holds(100, ({ before, after, back, keys }) => {
      const named = (changes: AccessDifference) => changes.renamed.map((one) => [one.before, one.after]).sort();
      assert.deepEqual(named(accessDifference(before, after)), [...keys].sort());
      const undone = [...keys].map(([old, young]) => [young, old]).sort();
      assert.deepEqual(named(accessDifference(back.before, back.after)), undone);
    });
  });

  it("finds nothing but other keys where nothing else is different", () => {
    fc.assert(
      fc.property(renamedOnly({ groups: 4, scopes: 4, clients: 2 }), ({ before, after, keys }) => {
        const { renamed, fields, ...rest } = accessDifference(before, after);
        assert.equal(renamed.length, keys.size);
        const inOkta = renamed.filter(({ kind }) => kind === "group").map((one) => `groups.${one.after}.name`);
        assert.deepEqual(fields.map(({ path }) => path).sort(), inOkta.sort());
        assert.deepEqual(rest, { widened: [], narrowed: [], signIn: [], tokens: [], findings: [] });
      }),
      draw("other keys", 5_151, 100),
    );
  });

  it("says something of every change of a file, and nothing of none", () => {
    holds(100, ({ before, after }) => {
      const { fields } = accessDifference(before, after);
      const plain = (access: Access) =>
        JSON.stringify(access, (_, value: unknown) => (value instanceof Map ? [...value].sort() : value));
      if (plain(before) !== plain(after)) return;
      assert.deepEqual(fields, []);
    });
    holds(100, ({ before: access }) => {
      const same = accessDifference(access, structuredClone(access));
      assert.deepEqual(same, {
        widened: [],
        narrowed: [],
        signIn: [],
        renamed: [],
        tokens: [],
        fields: [],
        findings: [],
      });
    });
  });
});
