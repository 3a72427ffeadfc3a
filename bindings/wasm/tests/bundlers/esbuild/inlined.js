import * as entitle from "entitle/inlined";
import image from "entitle/contracts/qof-england-2025-04-01-1.js";

entitle.register("qof-england-2025-04-01-1", image);
const qof = await entitle.contract("qof-england", "2025-06-30");
console.log(`points ${qof.statement({ numerator: { DM020: 6 }, denominator: { DM020: 17 } }).points.get("DM020").text}`);
