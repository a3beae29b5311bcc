/** The face of `model/ask`: what the other rooms may use of it. */
export { checkModel, type CheckReport, stacksOf, type StackProof } from "./check";
export { checkTogether, type OrgReport } from "./checkTogether";
export { clientTable } from "./clientTable";
export { effectiveScopes, answerTo, type CanIAnswer } from "./canI";
export {
  accessMatrix,
  type AccessMatrix,
  grantedScopes,
  type MatrixRoute,
  type MatrixRow,
  type MatrixScope,
  needsStepUp,
} from "./matrix";
export { type Reach, reachOfClients, reachOfPerson } from "./reach";
export { type RuleInWords, rulesInWords } from "./ruleWords";
export { type Renamed, renamedIn, withEarlierKeys } from "./difference/renamings";
export { differenceRows, type DifferenceRow, fieldText, listed, renamingText, signInText } from "./difference/rows";
export { type Combination, combinationsOf, occurringLists } from "./occurring";
export { neverTogether, type RequestSuggestion, requestSuggestions } from "./together";
export { tokenSizes } from "./tokenSize";
export { type Principal, whoCanHave, whoCanCall } from "./whoCan";
export { defaultPeople } from "./defaultPeople";
export type { AccessChange, AccessDifference, FieldChange, SignInChange, Terms } from "./difference/types";
export { type ComparedFile, filesDifference, type FilesDifference } from "./difference/filesDifference";
export { type NeededReview, neededReviews, placesOf, verdictLine } from "./difference/verdict";
export { type ExpectationResult, runExpectations, type StackAccess } from "./expectations/run";
export { type ExpectationFile, readExpectations } from "./expectations/schema";
export { matrixPart, type MatrixFilter } from "./matrixPart";
