/** The face of `model/file`: what the other rooms may use of it. */
export type { Access, Api, Claim, Client, Route } from "./access";
export { defineAccess, type GroupKeyOf } from "./define";
export { accessJsonSchema, checkAccess, loadAccess } from "./load";
export { zodFindings } from "./zodFindings";
export { SIGN_ON } from "./resolve";
export { DEFAULT_FACTORS, definePeople, loadPeople, type Person } from "./people";
export type { HandlerFolders } from "./validate/handlers";
