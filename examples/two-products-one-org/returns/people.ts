/** The people of the local org. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  cara: { firstName: "Cara", lastName: "Clerk", groups: ["clerks"] },
  kai: { firstName: "Kai", lastName: "Cashier", groups: ["cashiers"] },
  // Takes goods back and pays for them.
  bea: { firstName: "Bea", lastName: "Both", groups: ["clerks", "cashiers"] },
  vera: { firstName: "Vera", lastName: "Visitor", groups: [] },
});
