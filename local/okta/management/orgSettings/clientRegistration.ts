/** Dynamic client registration: who may not use it is told so, and for the others it is not modelled. */
import { notModelled } from "../../errors/apiErrors";
import { rows } from "../apiEndpoint";

const CLIENTS = "/oauth2/v1/clients";

const handle = (): never => {
  throw notModelled("Dynamic client registration");
};

export const clientRegistration = rows(
  "okta.clients",
  { method: "GET", path: CLIENTS, operation: "listClients", handle },
  { method: "POST", path: CLIENTS, operation: "createClient", handle },
  { method: "GET", path: `${CLIENTS}/{clientId}`, operation: "getClient", handle },
  { method: "PUT", path: `${CLIENTS}/{clientId}`, operation: "replaceClient", handle },
  { method: "DELETE", path: `${CLIENTS}/{clientId}`, operation: "deleteClient", handle },
);
