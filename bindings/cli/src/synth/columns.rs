//! Which column holds which fact: found by name once, so that a patient is made without looking anything up.

use entitle_kernel::Fact;

macro_rules! columns {
    ($($name:ident)*) => {
        /// The place of each fact about patients.
        pub(super) struct Columns {
            $(pub(super) $name: usize,)*
        }

        impl Columns {
            /// Every fact that is made, by name.
            pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// Finds each fact among the columns; the name of the first that is not there.
            pub(super) fn find(facts: &[Fact<'_>]) -> Result<Columns, &'static str> {
                let place = |name| facts.iter().position(|fact| fact.name() == name).ok_or(name);
                Ok(Columns { $($name: place(stringify!($name))?,)* })
            }
        }
    };
}

columns! {
    birth_dat age sex reg_dat frailty palcare_dat palcarend_dat afibpcapu_dat afibpcadec_dat afib_invite1_dat
    afib_invite2_dat chdpcapu_dat chdpcadec_dat chd_invite1_dat chd_invite2_dat hfpcapu_dat hfpcadec_dat
    hf_invite1_dat hf_invite2_dat hyppcapu_dat hyppcadec_dat hyp_invite1_dat hyp_invite2_dat stiapcapu_dat
    stiapcadec_dat stia_invite1_dat stia_invite2_dat dmpcapu_dat dmpcadec_dat dm_invite1_dat dm_invite2_dat
    astpcapu_dat astpcadec_dat ast_invite1_dat ast_invite2_dat copdpcapu_dat copdpcadec_dat copd_invite1_dat
    copd_invite2_dat dempcapu_dat dempcadec_dat dem_invite1_dat dem_invite2_dat mhpcapu_dat mhpcadec_dat
    mh_invite1_dat mh_invite2_dat ndhpu_dat ndhpcadec_dat ndh_invite1_dat ndh_invite2_dat smokpcapu_dat
    smokpcadec_dat smok_invite1_dat smok_invite2_dat cholpcapu_dat cholpcadec_dat chol_invite1_dat
    chol_invite2_dat chdbp_reinvite_dat hypbp_reinvite_dat stiabp_reinvite_dat dmbp_reinvite_dat
    dmif_reinvite_dat cholt_reinvite_dat bp_dat bp_clinic_sys bp_clinic_dia bp_home_sys bp_home_dia bp5y_dat
    htmax_dat bpdec_dat bpdec5y_dat aflat_dat afres_dat af_dat chads_dat chads_val chads_old_val chadvasc_dat
    chadvasc_val chads2_dat chads2_val mechvalve_dat doac_dat vka_dat doacdec_dat doaccon_dat doacnind_dat
    aps_dat ttr_dat ttr_val vkacon_dat vkadec_dat sal_dat xsal_dat txsal_dat saldec_dat clo_dat xclo_dat
    txclo_dat clodec_dat oac_dat xoac_dat txoac_dat oacdec_dat dip_dat xdip_dat txdip_dat dipdec_dat chd_dat
    pad_dat stia_dat ostr_dat tia_dat hstrk_dat hflat_dat hfres_dat hf_dat lvsd_dat hfconf_before_dat
    hfconf_after_dat hfconf_reg_dat
    ecpu_reg_dat hfpcapu_reg_dat acearb_dat xace_dat txace_dat acedec_dat xarb_dat txarb_dat arbdec_dat lbb_dat
    ulbb_dat ulbb_dx_dat xlbb_dat txlbb_dat lbbdec_dat hfrvw_dat medrvw_dat medrvwdec_dat hyplat_dat hypres_dat
    hyp_dat ldl_dat ldl_val nonhdl_dat nonhdl_val lipid_dat cholmax_dat choldec_dat chol4_dat statin_dat
    statinadv_dat xstat_dat txstat_dat statinnind_dat statindec_dat bemp_dat bempadv_dat xbemp_dat bempnot_dat
    bempdec_dat ezet_dat ezetadv_dat xezet_dat ezetnot_dat ezetdec_dat icos_dat icosadv_dat icosnot_dat
    icosdec_dat incl_dat incladv_dat xincl_dat inclnot_dat incldec_dat pcsk_dat pcskadv_dat xpcsk_dat
    pcsknot_dat pcskdec_dat lltadv_dat lltnot_dat lltdec_dat dmlat_dat dmres_dat dm_dat dmtype ifcchba_dat
    ifcchba_val fructosamine_dat dmmax_dat bldtestdec_dat prt_dat ampr3_dat footexam_left_dat footrisk_left_dat
    footabs_left_dat footexam_right_dat footrisk_right_dat footabs_right_dat fepu_dat fedec_dat nptpu_dat
    nptdec_dat dsep_dat dsep_dx_dat dseppu_dat dsepdec_dx_dat dsepsu_dx_dat fh_dat cvdrisk_dat cvdrisk_val
    ckdlat_dat ckd12_dat ckdres_dat astlat_dat astres_dat ast_dat asttrt_dat asttest_dat astmondec_dat
    astpcasu_dx_dat fenopcasu_dx_dat spirdec_dx_dat spirpcasu_dx_dat spirpu_dx_dat ast_dxinvite1_dat
    ast_dxinvite2_dat astrev_dat astrev_acq_dat copdlat_dat copdres_dat copd_dat fev1fvc_dx_dat fev1fvc_reg_dat
    spirun_dat copdrvw_dat copdexac_dat mrc_dat dem_dat demcprvw_dat demcpdec_dat mh_dat mhlat_dat mhrem_dat lithium_dat
    lithstop_dat mhcp_dat bmi_dat bmi_val bmipu_dat bmidec_dat ethnicity alc_dat alcdec_dat antipsy_dat
    glucose_dat glucdec_dat ndh_dat fpg_dat ndhtest_dat smokstat smokstat_dat exsmok1_dat exsmok2_dat smokdx_dat
    smokstdec_dat smoksupp_dat smoktreat_dat dtap3_dat dtap_before_reg dtapcon_dat dtapipv_dat mmr1_dat mmr2_dat
    mmrcon_dat zoster_dat shingrix1_dat shingrix2_dat xsh_dat txsh_dat shdec70_dat shdec2_dat smear_dat nocx_dat
    preg_dat cspu_dat csdec_dat csinvite3_dat
}
