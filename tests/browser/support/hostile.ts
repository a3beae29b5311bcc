/** An access file with markup and script wherever it takes a text, and an earlier one. */
import { orders } from "../../unit/model/orders";

const evil = (name: string) => `${name}"'><img src=x onerror="stolen=1"></script><script>stolen=1</script>\${stolen=1}`;

export function hostile() {
  const marks = {
    description: evil("description"),
    group: evil("group"),
    reason: evil("reason"),
    person: evil("person"),
    source: evil("source"),
  };
  const file = orders();
  file.audience = evil("audience");
  file.scopes["orders:read"] = {
    ...file.scopes["orders:read"]!,
    description: marks.description,
    displayName: evil("name"),
  };
  file.scopes["<img/src=x:onerror=stolen=1"] = { description: "A name that is markup" };
  file.groups["clerks"] = { scopes: ["orders:read", "<img/src=x:onerror=stolen=1"], name: marks.group };
  file.clients["desk"] = { ...file.clients["desk"]!, scopes: "all", profile: { region: evil("region") } };
  file.claims["region"] = { token: "access", expression: `"<img src=x onerror=stolen=1>"` };
  file.apis["orders"]!.routes["GET /health"] = { public: marks.reason, handler: "orders" };
  const people = { [marks.person]: ["clerks"], __proto__x: ["clerks"] };
  return { file, base: orders(), people, marks };
}
