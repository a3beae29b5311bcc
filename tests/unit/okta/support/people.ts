/** People for tests of the local org's start. */
import type { Persona } from "../../../../local/okta/seed";

export const PEOPLE: readonly Persona[] = [
  { key: "ada", login: "ada@example.test", firstName: "Ada", lastName: "Admin", groups: ["user-admins"] },
  {
    key: "aldo",
    login: "aldo@example.test",
    firstName: "Aldo",
    lastName: "Auditor",
    groups: ["auditors"],
    otherGroups: ["permissions-weekly-reports", "permissions-audit-reports"],
  },
];
