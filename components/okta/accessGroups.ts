/** The groups that rules and assignments name: made here, looked up, or filled by a group rule. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { groupRuleExpression } from "../../model/compile";
import { names, printable } from "../../model/findings";
import { refused } from "./refused";
import { refuseTaken, TAKE_OVER } from "./taken";

/** A group of the access file. */
export interface BaseGroupArgs {
  /**
   * The group's key in the access file.
   * @example "user-admins"
   */
  key: string;
  /**
   * The group's name in Okta.
   * @example "user-admins-dev"
   */
  name: string;
  /**
   * Whether the group is created here; otherwise it has to exist.
   * @example true
   */
  managed: boolean;
  /**
   * The key that it had before: the engine goes on with the same group.
   * @default - none
   * @example "admins"
   */
  was?: string;
}

/** A group for the members of all of several groups. */
export interface DerivedGroupArgs {
  /**
   * The key under which rules name it.
   * @example "factor-desk + support-agents"
   */
  key: string;
  /**
   * The group's name in Okta, at most 255 characters.
   * @example "admin-factor-desk + support-agents-dev"
   */
  name: string;
  /**
   * The name of the group rule that fills it, at most 50 characters.
   * @example "admin-factor-desk + support-agents-dev"
   */
  ruleName: string;
  /**
   * Keys of base groups, of all of which one has to be a member.
   * @example ["factor-desk", "support-agents"]
   */
  allOf: string[];
  /**
   * The key that it had before: the engine goes on with the same group and rule.
   * @default - none
   * @example "desk + support-agents"
   */
  was?: string;
}

/** The groups of one product. */
export interface AccessGroupsArgs {
  /**
   * The groups of the access file.
   * @example [{ key: "auditors", name: "auditors", managed: false }]
   */
  groups: BaseGroupArgs[];
  /**
   * The groups that the compiler adds.
   * @default [] - none
   * @example [{ key: "a + b", name: "admin-a + b", ruleName: "admin-a + b", allOf: ["a", "b"] }]
   */
  derived?: DerivedGroupArgs[];
}

/** What a look-up answers of each group. */
interface FoundGroup {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/**
 * The groups of one product. A group that is not managed must exist when the stack is previewed.
 *
 * @example
 * const groups = new AccessGroups("admin", { groups: [{ key: "auditors", name: "auditors", managed: false }] });
 * groups.ids["auditors"];
 */
export class AccessGroups extends pulumi.ComponentResource {
  /** Group key → group id, derived groups included. */
  readonly ids: Record<string, pulumi.Output<string>>;

  constructor(name: string, args: AccessGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:AccessGroups", name, {}, opts);

    const base = Object.fromEntries(args.groups.map((group) => [group.key, this.baseGroup(name, group)]));
    const derived = Object.fromEntries(
      (args.derived ?? []).map((group) => [group.key, this.derivedGroup(name, group, base)]),
    );

    this.ids = { ...base, ...derived };
    this.registerOutputs({ ids: this.ids });
  }

  private baseGroup(name: string, group: BaseGroupArgs): pulumi.Output<string> {
    if (!group.managed) {
      const { groups } = okta.getGroupsOutput({ q: group.name }, { parent: this });
      return groups.apply((found) => this.idOf(group, found));
    }
    const description = `Members get the access of \`${group.key}\` in the access file`;
    return this.createGroup(name, group, { name: group.name, description }).id;
  }

  private createGroup(
    name: string,
    { key, was }: { readonly key: string; readonly was?: string },
    args: { readonly name: string; readonly description: string },
  ): okta.group.Group {
    const group = new okta.group.Group(`${name}-${key}`, args, { parent: this, ...earlier(name, was) });
    const find = async () => {
      const found = await okta.group.getGroup({ name: args.name, type: "OKTA_GROUP" }, { parent: this });
      return found.name === args.name ? found.id : undefined;
    };
    refuseTaken(
      this,
      group,
      find,
      (id) =>
        `the org has a group \`${printable(args.name)}\` already (\`${id}\`), and this stack has not made it: to use it as it is, take \`managed: true\` of \`groups.${key}\` ` +
        `out of the access file; ${TAKE_OVER}; else rename it in Okta`,
    );
    return group;
  }

  /**
   * Okta's search finds names that begin alike, in any case, whatever the group's type. So the group that was meant is
   * picked here: by its exact name, and Okta's own group before a directory's. Into a directory's group anybody may be put
   * elsewhere.
   */
  private idOf({ key, name }: BaseGroupArgs, found: readonly FoundGroup[]): string {
    const namesakes = found.filter((group) => group.name === name);
    const own = namesakes.filter(({ type }) => type === "OKTA_GROUP");
    const [only, ...others] = own.length > 0 ? own : namesakes;
    if (only === undefined) {
      const near = found.length === 0 ? "" : `; the search found ${names(found.map((group) => group.name))} instead`;
      throw refused(
        this,
        `there is no group named \`${printable(name)}\` in Okta, which \`groups.${key}\` asks for${near}; create it, or set \`managed: true\` in the access file`,
      );
    }
    if (others.length === 0) return only.id;
    throw refused(
      this,
      `there are ${others.length + 1} groups named \`${printable(name)}\` in Okta (${names([only, ...others].map(({ id }) => id))}), and which of them \`groups.${key}\` means cannot be told; rename all but one`,
    );
  }

  private derivedGroup(
    name: string,
    group: DerivedGroupArgs,
    base: Record<string, pulumi.Output<string>>,
  ): pulumi.Output<string> {
    const members = group.allOf.map((key) => {
      const id = base[key];
      if (id === undefined)
        throw new pulumi.ResourceError(`a group rule names the group \`${key}\`, which is not given`, this, true);
      return id;
    });
    const description = `Members of all of: ${group.allOf.join(", ")}. Filled by a group rule; do not add members by hand`;
    const target = this.createGroup(name, group, { name: group.name, description: description.slice(0, 1024) });
    new okta.group.Rule(
      `${name}-${group.key}`,
      {
        name: group.ruleName,
        expressionType: "urn:okta:expression:1.0",
        expressionValue: pulumi.all(members).apply((ids) => groupRuleExpression(ids)),
        groupAssignments: [target.id],
        removeAssignedUsers: true,
        status: "ACTIVE",
      },
      // A rule keeps its name while its target is replaced, and Okta refuses two rules of one name.
      { parent: this, deleteBeforeReplace: true, ...earlier(name, group.was) },
    );
    return target.id;
  }
}

function earlier(name: string, was: string | undefined): Pick<pulumi.CustomResourceOptions, "aliases"> {
  return was === undefined ? {} : { aliases: [{ name: `${name}-${was}` }] };
}
