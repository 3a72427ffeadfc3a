(async () => {
  const qof = await entitle.contract("qof-england", "2025-06-30");
  const statement = qof.statement({ list_size: 10184, numerator: { DM020: 6 }, denominator: { DM020: 17 } });
  console.log(`points ${statement.points.get("DM020").text}`);
  const patient = new entitle.kernel.Patient(qof, "2026-03-31");
  console.log(`patient ${patient.decide("DM020").outcome}`);
  console.log("finished");
})();
