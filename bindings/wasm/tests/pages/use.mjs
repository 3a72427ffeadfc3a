import * as entitle from "entitle";
import { answer } from "./answer.js";

await answer(entitle);
