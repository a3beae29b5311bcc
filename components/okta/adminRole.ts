/** An administrator role of the org with chosen permissions over chosen users, for a service application. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";

/** What the role is made of. */
export interface AdminRoleArgs {
  /**
   * Unique in the org, the same for the role and for what it holds over.
   * @example "admin-registration-service-dev"
   */
  label: pulumi.Input<string>;
  /**
   * Shown to administrators.
   * @example "What the registration service may do in the org"
   */
  description: pulumi.Input<string>;
  /**
   * Okta's names of permissions.
   * @example ["okta.users.create"]
   */
  permissions: string[];
  /**
   * The org's address.
   * @example "https://example.okta.com"
   */
  orgUrl: string;
  /**
   * Ids of the groups over whose members the permissions hold; `"all"`: everybody in the org.
   * @example [groups.ids["customers"]]
   */
  groupIds: "all" | pulumi.Input<string>[];
  /**
   * The client that gets the role.
   * @example app.clientId
   */
  clientId: pulumi.Input<string>;
}

/**
 * A role of one's own, what it holds over, and its assignment to one client.
 *
 * @example
 * new AdminRole("registration-service", {
 *   label: "registration-dev", description: "…", permissions: ["okta.users.create"], orgUrl: "https://example.okta.com",
 *   groupIds: [groups.ids["customers"]], clientId: app.clientId,
 * });
 */
export class AdminRole extends pulumi.ComponentResource {
  /** The role's id. */
  readonly roleId: pulumi.Output<string>;

  constructor(name: string, args: AdminRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:AdminRole", name, {}, opts);

    this.check(args);
    const { label, description, permissions } = args;
    const role = new okta.AdminRoleCustom(`${name}-role`, { label, description, permissions }, { parent: this });
    const resources = resourcesOf(args);
    const set = new okta.ResourceSet(`${name}-resources`, { label, description, resources }, { parent: this });
    new okta.app.OauthRoleAssignment(
      `${name}-assignment`,
      { clientId: args.clientId, type: "CUSTOM", role: role.id, resourceSet: set.id },
      // Okta refuses a second assignment beside the one that is to be replaced.
      { parent: this, deleteBeforeReplace: true },
    );

    this.roleId = role.id;
    this.registerOutputs({ roleId: this.roleId });
  }

  private check({ permissions, groupIds }: AdminRoleArgs): void {
    const fail = (message: string): never => {
      throw new pulumi.ResourceError(message, this, true);
    };
    if (permissions.length === 0) fail("`permissions` is empty: the role would be good for nothing");
    if (groupIds.length === 0) fail("`groupIds` is empty: the role would hold over nobody");
  }
}

/** A group itself, so that users can be created into it, and its members. Over everybody: all groups only where it is about groups. */
function resourcesOf({ orgUrl, groupIds, permissions }: AdminRoleArgs): pulumi.Input<string>[] {
  if (groupIds === "all") {
    const seesGroups = permissions.some((permission) => permission.startsWith("okta.groups."));
    return [`${orgUrl}/api/v1/users`, ...(seesGroups ? [`${orgUrl}/api/v1/groups`] : [])];
  }
  return groupIds.flatMap((id) => [
    pulumi.interpolate`${orgUrl}/api/v1/groups/${id}`,
    pulumi.interpolate`${orgUrl}/api/v1/groups/${id}/users`,
  ]);
}
