/** The people of the local org. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  cara: { firstName: "Cara", lastName: "Clerk", groups: ["clerks"] },
  aldo: { firstName: "Aldo", lastName: "Auditor", groups: ["auditors"] },
  // Sells and audits.
  bea: { firstName: "Bea", lastName: "Both", groups: ["clerks", "auditors"] },
  vera: { firstName: "Vera", lastName: "Visitor", groups: [] },
});
