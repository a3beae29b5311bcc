/**
 * Several access files in one org: what two of them may not both say, and the proof that each client gets what its own file
 * says. Files with one audience share an authorization server, since a server has one audience.
 */
import type { Access, Client, Group, OktaAdminRole } from "../file/access";
import { compile } from "../compile/compile";
import { isDerived, type Plan, type PlanGroup } from "../compile/plan";
import { AccessError, type Finding } from "../findings";
import { prove, type Proof } from "../prove/prove";

/** An access file of the org, for one stack. */
export interface UnionMember {
  /** What the file is called, for messages. */
  readonly source: string;
  readonly access: Access;
}

/** The proof for all files that share a server. */
export interface UnionProof extends Proof {
  readonly audience: string;
  readonly sources: readonly string[];
}

/** What was found, each finding at the file that came later. */
export interface UnionReport {
  readonly findings: readonly Finding[];
  readonly proofs: readonly UnionProof[];
}

/** Checks files against each other; each by itself is right. */
export function checkUnion(members: readonly UnionMember[]): UnionReport {
  const findings = [...repeatedProducts(members), ...groupsMadeTwice(members)];
  const proofs: UnionProof[] = [];
  for (const audience of new Set(members.map(({ access }) => access.audience))) {
    const sharing = members.filter(({ access }) => access.audience === audience);
    if (sharing.length < 2) continue;
    const clashes = [...repeatedNames(sharing), ...claimsForAll(sharing)];
    findings.push(...clashes);
    if (clashes.length > 0 || findings.some(({ rule }) => rule === "union-product")) continue;
    const sources = sharing.map(({ source }) => source);
    const proof = proveTogether(sharing);
    if (proof === undefined) continue;
    proofs.push({ ...proof, audience, sources });
    const said = proof.problems.map((message) => `of \`${sources.join("`, `")}\` together: ${message}`);
    findings.push(...said.map((message) => finding("proof", sources.at(-1)!, "", message)));
  }
  return { findings, proofs };
}

function finding(rule: string, file: string, path: string, message: string): Finding {
  return { rule, level: "error", file, path, message };
}

/** The file before this one that has a name already. */
function earlier<T>(members: readonly UnionMember[], namesOf: (access: Access) => readonly T[]) {
  return members.flatMap((member, index) =>
    namesOf(member.access).flatMap((name) => {
      const other = members.slice(0, index).find(({ access }) => namesOf(access).includes(name));
      return other === undefined ? [] : [{ name, file: member.source, other: other.source }];
    }),
  );
}

function repeatedProducts(members: readonly UnionMember[]): Finding[] {
  return earlier(members, ({ product }) => [product]).map(({ name, file, other }) =>
    finding(
      "union-product",
      file,
      "product",
      `\`${name}\` is the product of \`${other}\` as well: what both make in the org would have one name; rename one of the two`,
    ),
  );
}

function groupsMadeTwice(members: readonly UnionMember[]): Finding[] {
  const made = ({ groups }: Access) => [...groups.values()].filter(({ managed }) => managed);
  const names = (access: Access) => made(access).map(({ name }) => name);
  return earlier(members, names).map(({ name, file, other }) => {
    const { access } = members.find(({ source }) => source === file)!;
    const { key } = made(access).find((group) => group.name === name)!;
    return finding(
      "union-group",
      file,
      `groups.${key}`,
      `the group \`${name}\` is made by \`${other}\` as well, and an org has each name once: take \`managed: true\` out here, and the group is looked up`,
    );
  });
}

function repeatedNames(members: readonly UnionMember[]): Finding[] {
  const scopes = earlier(members, (access) => [...access.scopes.keys()]);
  const claims = earlier(members, (access) =>
    [...access.claims.values()].flatMap(({ name, tokens }) => tokens.map((token) => `${name} ${token}`)),
  );
  return [
    ...scopes.map(({ name, file, other }) =>
      finding(
        "union-scope",
        file,
        `scopes["${name}"]`,
        `the scope \`${name}\` stands in \`${other}\` as well: both share the server of \`${members[0]!.access.audience}\`, where a scope has one owner; ` +
          `rename one of the two, or leave the routes behind it to one team`,
      ),
    ),
    ...claims.map(({ name, file, other }) =>
      finding(
        "union-claim",
        file,
        `claims.${name.split(" ")[0]}`,
        `the ${name.split(" ")[1]} token has the claim \`${name.split(" ")[0]}\` from \`${other}\` as well; rename one of the two`,
      ),
    ),
  ];
}

/** A claim that no scope limits is in the tokens of everybody on the server. */
function claimsForAll(members: readonly UnionMember[]): Finding[] {
  return members.flatMap(({ source, access }) =>
    [...access.claims.values()]
      .filter(({ scopes }) => scopes.length === 0)
      .map(({ name }) =>
        finding(
          "union-claim",
          source,
          `claims.${name}`,
          "is released with every scope, and so would be in the tokens of everybody who shares the server; name the `scopes` of this file with which it is released",
        ),
      ),
  );
}

/** Undefined where a file cannot be compiled, which its own check says. */
function proveTogether(members: readonly UnionMember[]): Proof | undefined {
  try {
    const parts = members.map(({ access }) => ({ access, plan: compile(access) }));
    return prove(unitedAccess(parts.map(({ access }) => access)), unitedPlan(parts));
  } catch (error) {
    if (error instanceof AccessError) return undefined;
    throw error;
  }
}

/** Keys of one file, told apart from those of the others. A group that two files know may then be two: that asks for more. */
const own =
  ({ product }: Access) =>
  (key: string) =>
    `${product}/${key}`;

/**
 * All files as one. Claims and routes are proved file by file: nobody else's scopes release the ones or open the others.
 */
function unitedAccess(all: readonly Access[]): Access {
  const entries = <T>(of: (access: Access) => readonly (readonly [string, T])[]) => new Map(all.flatMap(of));
  const first = all[0]!;
  return {
    product: "union",
    audience: first.audience,
    naming: first.naming,
    reviewers: first.reviewers,
    claims: new Map(),
    apis: new Map(),
    scopes: entries((access) => [...access.scopes]),
    groups: entries((access) => [...access.groups.values()].map((group) => unitedGroup(access, group))),
    clients: entries((access) => [...access.clients.values()].map((client) => unitedClient(access, client))),
    combinations: {
      limit: all.reduce((sum, { combinations }) => sum + combinations.limit, 0),
      ...occurring(all),
    },
  };
}

function unitedGroup(access: Access, group: Group): readonly [string, Group] {
  const mine = own(access);
  const key = mine(group.key);
  return [key, { ...group, key, name: key, separate: group.separate.map(mine) }];
}

function unitedClient(access: Access, client: Client): readonly [string, Client] {
  const mine = own(access);
  const { assignedTo, reach, oktaAdminRole } = client;
  return [
    mine(client.key),
    {
      ...client,
      key: mine(client.key),
      ...(assignedTo && { assignedTo: assignedTo.map(mine) }),
      ...(reach && { reach: reach.map(mine) }),
      ...(oktaAdminRole && { oktaAdminRole: unitedRole(oktaAdminRole, mine) }),
    },
  ];
}

function unitedRole(role: OktaAdminRole, mine: (key: string) => string): OktaAdminRole {
  return typeof role === "string" || role.groups === "all" ? role : { ...role, groups: role.groups.map(mine) };
}

/** Each file unites its own groups as it says, whatever groups of the others somebody is in. */
function occurring(all: readonly Access[]): { occurring?: string[][] } {
  if (all.every(({ combinations }) => combinations.occurring === undefined)) return {};
  const lists = all.map((access) => {
    const said = access.combinations.occurring ?? [[...access.groups.keys()]];
    return (said.length === 0 ? [[]] : said).map((keys) => keys.map(own(access)));
  });
  const longest = Math.max(...lists.map(({ length }) => length));
  return {
    occurring: Array.from({ length: longest }, (_, index) =>
      lists.flatMap((one) => one[Math.min(index, one.length - 1)]!),
    ),
  };
}

function unitedPlan(parts: readonly { readonly access: Access; readonly plan: Plan }[]): Plan {
  const policies = parts.flatMap(({ access, plan }) =>
    plan.policies.map((policy) => ({
      ...policy,
      name: own(access)(policy.name),
      clients: policy.clients.map(own(access)),
      rules: policy.rules.map((rule) => ({ ...rule, groups: rule.groups.map(own(access)) })),
    })),
  );
  return {
    scopes: parts.flatMap(({ plan }) => plan.scopes),
    claims: [],
    groups: parts.flatMap(({ access, plan }) => plan.groups.map((group) => planGroup(group, own(access)))),
    groupRules: parts.flatMap(({ access, plan }) =>
      plan.groupRules.map(({ name, group, allOf }) => ({
        name: own(access)(name),
        group: own(access)(group),
        allOf: allOf.map(own(access)),
      })),
    ),
    clients: parts.flatMap(({ access, plan }) =>
      plan.clients.map((client) => ({
        ...client,
        key: own(access)(client.key),
        assignedTo: client.assignedTo.map(own(access)),
        signOnRules: client.signOnRules.map((rule) => ({ ...rule, groups: rule.groups.map(own(access)) })),
      })),
    ),
    policies: policies.map((policy, index) => ({ ...policy, priority: index + 1 })),
  };
}

function planGroup(group: PlanGroup, mine: (key: string) => string): PlanGroup {
  if (isDerived(group)) return { name: mine(group.name), allOf: group.allOf.map(mine) };
  return { key: mine(group.key), name: mine(group.key), managed: group.managed };
}
