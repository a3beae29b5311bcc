/** Values that are not plain data. */
import { refuses } from "./refuses";

describe("checkAccess: plain data", () => {
  refuses(
    "a function",
    (f) => {
      f.product = () => 1;
    },
    ["plain-data", "product", "must be plain data, not a function"],
  );

  refuses(
    "a class instance",
    (f) => {
      f.scopes["orders:read"] = new Date();
    },
    [
      "plain-data",
      'scopes["orders:read"]',
      "must be plain data: an object literal or JSON, without a class or a `__proto__`",
    ],
  );

  refuses(
    "__proto__ as a name",
    (f) => {
      f.groups = JSON.parse('{"__proto__": {"scopes": []}}');
    },
    [
      "name",
      "groups.__proto__",
      "`__proto__` cannot be a name here: JavaScript gives it a meaning of its own; choose another name",
    ],
  );

  refuses(
    "constructor as a name",
    (f) => {
      f.groups.constructor = { scopes: ["orders:read"] };
    },
    [
      "name",
      "groups.constructor",
      "`constructor` cannot be a name here: JavaScript gives it a meaning of its own; choose another name",
    ],
  );

  refuses(
    "endless nesting",
    (f) => {
      f.scopes.self = f.scopes;
    },
    ["plain-data", "scopes.self", "contains itself"],
  );
});
