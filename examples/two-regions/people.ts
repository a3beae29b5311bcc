/** The people of the local org. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  hana: { firstName: "Hana", lastName: "Host", groups: ["hosts"] },
  mika: { firstName: "Mika", lastName: "Manager", groups: ["managers"] },
  // Books and cancels.
  bo: { firstName: "Bo", lastName: "Both", groups: ["hosts", "managers"] },
  vera: { firstName: "Vera", lastName: "Visitor", groups: [] },
});
