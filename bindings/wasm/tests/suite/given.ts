// What several tests ask about.

import { type Contract, contract } from "entitle";

/** The Quality and Outcomes Framework of 2025/26. */
export const qof = (): Promise<Contract> => contract("qof-england", "2025-06-30");

/** 6 of 17 on the band 35 to 75 % at 17 points is 17 x (600 - 35 x 17) / (40 x 17) = 0.125 exactly. */
export const SIX_OF_SEVENTEEN = { list_size: 10184, numerator: { DM020: 6 }, denominator: { DM020: 17 } };

/** A definition of one's own: £31.50 a visit. */
export const VISITS = `
semantics = 1

[contract]
id = "visits"
title = "Home visits"
in_force = 2026-04-01
subject = "practice"
pays = "payment"

[source.agreement]
title = "Our agreement"
grade = "official"

[parameter.value_per_visit]
value = "31.50"
unit = "GBP"
source = "agreement"

[fact.practice.visits]
type = "integer"
range = [0, 100000]
doc = "Home visits in the year"

[line.payment]
title = "Payment"
value = "visits * value_per_visit"
unit = "GBP"
source = "agreement"
`;
