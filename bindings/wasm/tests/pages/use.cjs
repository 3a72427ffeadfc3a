// Node takes modules by `require` from 20.19 and 22.12 on.
const entitle = require("entitle");

import("./answer.js").then(({ answer }) => answer(entitle));
