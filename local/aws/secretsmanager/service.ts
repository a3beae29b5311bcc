/** Secrets Manager's row in the table of the data plane: GetSecretValue and PutSecretValue, by a secret's full ARN. */
import { notModelled } from "../awsError";
import { type Call, type DataService, type Prepared, readTexts } from "../dataPlane/dataService";
import { ServiceError } from "../dataPlane/serviceError";
import { find } from "../resources/store";
import type { StoredResource } from "../world";
import { addVersion, CURRENT, currentVersion, SECRET_KIND, versionsOf } from "./secretValues";

const TITLE = "Secrets Manager";

/** Bytes of a secret's value. */
const VALUE_BYTES_MAX = 65_536;
/** Of a version's id. */
const TOKEN_LENGTH = { min: 32, max: 64 };

/** This service's own errors have `Message`. */
const own = (type: string) => (message: string) => new ServiceError(type, message, { messageKey: "Message" });
const resourceNotFound = own("ResourceNotFoundException");
const invalidRequest = own("InvalidRequestException");
const invalidParameter = own("InvalidParameterException");
const resourceExists = own("ResourceExistsException");

export const secretsManager: DataService = {
  title: TITLE,
  name: "secretsmanager",
  target: "secretsmanager",
  contentType: "application/x-amz-json-1.1",
  commonErrors: "",
  operations: {
    GetSecretValue(call) {
      const parameters = readTexts(call, TITLE, ["SecretId", "VersionStage"]);
      if ((parameters["VersionStage"] ?? CURRENT) !== CURRENT) throw notModelled("labels of secrets but AWSCURRENT");
      return prepared(call, parameters["SecretId"], (secret) => {
        const version = currentVersion(call.world, secret.id);
        const SecretString = version?.properties["secretString"];
        if (typeof SecretString !== "string") {
          throw resourceNotFound(`Secrets Manager can't find the specified secret value for staging label: ${CURRENT}`);
        }
        return { ...shown(secret, version?.outputs["versionId"]), SecretString };
      });
    },
    PutSecretValue(call) {
      const parameters = readTexts(call, TITLE, ["SecretId", "SecretString", "ClientRequestToken"]);
      return prepared(call, parameters["SecretId"], (secret) => put(call, secret, parameters));
    },
  },
};

function prepared({ world, region }: Call, id: string | undefined, run: (secret: StoredResource) => object): Prepared {
  if (id === undefined) throw invalidParameter("You must provide a value for the SecretId parameter.");
  const arn = /^arn:aws:secretsmanager:([a-z0-9-]+):\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/.exec(id);
  if (arn === null) throw notModelled("secrets that are named by anything but their full ARN");
  return {
    resource: id,
    run() {
      const secret = find(world, SECRET_KIND, id);
      if (secret === undefined || arn[1] !== region) {
        throw resourceNotFound("Secrets Manager can't find the specified secret.");
      }
      // Such a policy could deny what the caller's own policies allow.
      if (secret.properties["policy"] !== undefined) throw notModelled("resource policies of secrets");
      return run(secret);
    },
  };
}

/** The SDKs make the token by themselves; whoever signs without one must, and its text is the new version's id. */
function put({ world }: Call, secret: StoredResource, parameters: Readonly<Record<string, string>>): object {
  const { ClientRequestToken: token, SecretString: value } = parameters;
  if (token === undefined) {
    throw invalidRequest("You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  }
  if (token.length < TOKEN_LENGTH.min || token.length > TOKEN_LENGTH.max) {
    throw invalidParameter(`ClientRequestToken must be ${TOKEN_LENGTH.min}-${TOKEN_LENGTH.max} characters long.`);
  }
  if (!value) throw invalidRequest("You must provide either SecretString or SecretBinary.");
  if (Buffer.byteLength(value) > VALUE_BYTES_MAX) {
    throw invalidParameter(`the value of a secret must be at most ${VALUE_BYTES_MAX} bytes long`);
  }
  const existing = versionsOf(world, secret.id).find(({ outputs }) => outputs["versionId"] === token);
  if (existing !== undefined && existing.properties["secretString"] !== value) {
    throw resourceExists("You can't modify an existing version, you can only create a new version.");
  }
  if (existing === undefined) addVersion(world, secret, token, value);
  return shown(secret, token);
}

function shown({ id, properties }: StoredResource, versionId: unknown): object {
  return { ARN: id, Name: properties["name"], VersionId: versionId, VersionStages: [CURRENT] };
}
