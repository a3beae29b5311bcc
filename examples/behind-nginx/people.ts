/** The people of the local org. */
import { definePeople } from "okta-api-access";
import access from "./access";

export default definePeople(access, {
  clara: { firstName: "Clara", lastName: "Customer", groups: ["customers"] },
  arne: { firstName: "Arne", lastName: "Agent", groups: ["agents"] },
  vera: { firstName: "Vera", lastName: "Visitor", groups: [] },
});
