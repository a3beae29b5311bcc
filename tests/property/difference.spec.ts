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
import { subsets } from "../support/subsets";
import { validAccess } from "./models";

const tiny = validAccess({ groups: 3, scopes: 4, clients: 2 });
const two = fc.tuple(tiny, tiny);

function holds(numRuns: number, property: (before: Access, after: Access) => void): void {
  fc.assert(
    fc.property(two, ([before, after]) => property(before.access, after.access)),
    draw("differences", 5_150, numRuns),
  );
}

interface Asked {
  readonly client: string;
  readonly grant: GrantKey;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

/** Every question of up to two groups and three scopes that either file could be asked. */
function questions(before: Access, after: Access): Asked[] {
  const keys = (of: (access: Access) => Iterable<string>) => [...new Set([...of(before), ...of(after)])];
  return keys(({ clients }) => clients.keys()).flatMap((client) => {
    const grants = keys((access) => access.clients.get(client)?.grants ?? []) as GrantKey[];
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
    holds(150, (before, after) => {
      const difference = accessDifference(before, after);
      for (const asked of questions(before, after)) {
        const [was, is] = [isGranted(before, asked), isGranted(after, asked)];
        if (!was && is) assert.equal(covers(difference.widened, asked), true, `widened: ${JSON.stringify(asked)}`);
        if (was && !is) assert.equal(covers(difference.narrowed, asked), true, `narrowed: ${JSON.stringify(asked)}`);
      }
    });
  });

  it("makes nothing up: each row is a question that the two files answer differently", () => {
    holds(150, (before, after) => {
      const { widened, narrowed } = accessDifference(before, after);
      const differs = (rows: readonly AccessChange[], was: boolean) => {
        for (const row of rows.filter(({ because }) => because === "access")) {
          if (row.kind !== "scope" && row.kind !== "together") continue;
          const asked: Asked = {
            client: row.client,
            grant: row.grant as GrantKey,
            groups: row.groups,
            scopes: row.scope.split(" "),
          };
          assert.deepEqual([isGranted(before, asked), isGranted(after, asked)], [was, !was], JSON.stringify(asked));
        }
      };
      differs(widened, false);
      differs(narrowed, true);
    });
  });

  it("is the same the other way round", () => {
    holds(100, (before, after) => {
      const [there, back] = [accessDifference(before, after), accessDifference(after, before)];
      const rows = (changes: AccessDifference["widened"]) =>
        changes
          .filter(({ because }) => because === "access")
          .map(({ kind, groups, client, grant, scope, route }) =>
            JSON.stringify([
              kind,
              [...groups].sort(),
              client,
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

  it("says something of every change of a file, and nothing of none", () => {
    holds(100, (before, after) => {
      const { fields } = accessDifference(before, after);
      const plain = (access: Access) =>
        JSON.stringify(access, (_, value: unknown) => (value instanceof Map ? [...value].sort() : value));
      if (plain(before) !== plain(after)) return;
      assert.deepEqual(fields, []);
    });
    holds(100, (access) => {
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
