(async () => {
  const qof = await entitle.contract("qof-england", "2025-06-30");
  const statement = qof.statement({ list_size: 10184, numerator: { DM020: 6 }, denominator: { DM020: 17 } });
  console.log(`points ${statement.points.get("DM020").text}`);
  const patients = { age: [16], dmlat_dat: ["2014-09-22"], dmres_dat: [null] };
  const result = await qof.evaluate(patients, { missingColumns: "unknown" });
  console.log(`patient ${result.labelled("DM020").outcome[0]}`);
  console.log(`scale ${(await qof.show()).indicators.find(({ name }) => name === "DM020").scale}`);
  console.log(`kernel ${new entitle.kernel.Patient(qof, "2026-03-31").decide("DM020").outcome}`);
  console.log("finished");
})();
