/** The local Okta provider on the local Okta: the life of groups, and of the roles of those who administer them. */
import type { LocalOkta } from "../../../local/okta/start";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { GROUP, itLives, ROLE_ASSIGNMENT, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import type { TypeCase } from "./oneType";

describe("the local Okta provider", () => {
  let stand: OktaStand;
  let okta: LocalOkta;
  let provider: LocalProvider;
  let group: ResourceState;
  let service: ResourceState;
  let role: ResourceState;
  let resources: ResourceState;

  before(async () => {
    stand = await startOktaProvider();
    ({ okta, provider, group, service, role, resources } = stand);
  });
  after(() => stand.close());

  const cases: Record<string, () => TypeCase> = {
    "a group": () => ({
      type: GROUP,
      inputs: { name: "group", description: "first" },
      outputs: {},
      change: { name: "renamed", description: "second" },
      replaces: {},
    }),
    "a group rule": () => ({
      type: "okta:group/rule:Rule",
      inputs: { name: "rule", groupAssignments: [group.id], expressionValue: 'isMemberOfGroupName("from-directory")' },
      outputs: { status: "ACTIVE", expressionType: "urn:okta:expression:1.0" },
      change: { expressionValue: 'isMemberOfGroupName("other")', status: "INACTIVE" },
      replaces: { groupAssignments: ["00gX"] },
    }),
    "a custom admin role": () => ({
      type: "okta:index/adminRoleCustom:AdminRoleCustom",
      inputs: { label: "role", description: "first", permissions: ["okta.users.read", "okta.groups.read"] },
      outputs: {},
      change: { description: "second", permissions: ["okta.users.create", "okta.users.read"] },
      replaces: { label: "other" },
    }),
    "a resource set": () => ({
      type: "okta:index/resourceSet:ResourceSet",
      inputs: {
        label: "set",
        description: "first",
        resources: [`${okta.url}/api/v1/users`, `${okta.url}/api/v1/groups/${group.id}`],
      },
      outputs: {},
      change: {
        label: "renamed",
        description: "second",
        resources: [`${okta.url}/api/v1/groups/${group.id}/users`, `${okta.url}/api/v1/users`],
      },
      replaces: {},
    }),
    "a resource set by resource names": () => ({
      type: "okta:index/resourceSet:ResourceSet",
      inputs: { label: "orns", description: "d", resourcesOrns: [`orn:oktapreview:directory:${okta.org.id}:users`] },
      outputs: {},
      change: { resourcesOrns: [`orn:oktapreview:directory:${okta.org.id}:groups:${group.id}:contained_resources`] },
      replaces: {},
    }),
    "a standard role of a service": () => ({
      type: ROLE_ASSIGNMENT,
      inputs: { clientId: service.id, type: "HELP_DESK_ADMIN" },
      outputs: { label: "Help Desk Administrator", status: "ACTIVE" },
      replaces: { clientId: "0oaX", type: "USER_ADMIN" },
    }),
    "a custom role of a service": () => ({
      type: ROLE_ASSIGNMENT,
      inputs: { clientId: service.id, type: "CUSTOM", role: role.id, resourceSet: resources.id },
      outputs: { label: "creator", status: "ACTIVE" },
      replaces: { role: "cr0X", resourceSet: "iamX" },
    }),
  };
  itLives(cases, () => provider);
});
