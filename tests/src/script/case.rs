//! A case: facts about a patient, a subject, or both, as a vector or a rule test gives them; and its commands.

use std::fmt::Write as _;

use entitle_kernel::{Contract, Date};

/// Names and texts of facts, in the order in which they are set.
pub type Given = Vec<(String, String)>;

/// How a script chooses a contract.
#[derive(Clone)]
pub struct Choice {
    /// The contract.
    pub contract: Contract<'static>,
    /// The command.
    pub command: String,
    /// Where its image lies, for one that is not built in.
    pub image: Option<String>,
}

impl Choice {
    /// A built-in contract, or a definition beside the vectors by its image.
    ///
    /// # Panics
    /// Where there is no such contract.
    #[must_use]
    pub fn of(id: &str, day: Date) -> Choice {
        let contract = crate::contract(id, day);
        if entitle_contracts::find(id, day, None).is_ok() {
            return Choice { contract, command: format!("contract\t{id}\t{day}"), image: None };
        }
        Choice::of_image(contract)
    }

    /// A contract by its image, in the folder `images`.
    #[must_use]
    pub fn of_image(contract: Contract<'static>) -> Choice {
        let path = format!("images/{}-{}.image", contract.id(), contract.in_force());
        Choice { contract, command: format!("image\t{path}"), image: Some(path) }
    }
}

/// What is asked about one patient or subject.
pub struct Case {
    /// Its name, in the file that it comes from.
    pub name: String,
    /// Its contract.
    pub choice: Choice,
    /// The achievement date, and the patient's facts.
    pub patient: Option<(Date, Given)>,
    /// The subject's facts, and those of its members.
    pub subject: Option<(Given, Vec<Given>)>,
}

impl Case {
    /// The commands, with the contract chosen before them.
    #[must_use]
    pub fn commands(&self) -> String {
        let mut commands = format!("case\t{}\n", self.name);
        commands.push_str(&self.patient_commands());
        if self.patient.is_some() {
            commands.push_str("decide\n");
        }
        let Some((facts, members)) = &self.subject else { return commands };
        commands.push_str("subject\n");
        set(facts, &mut commands);
        for member in members {
            commands.push_str("member\n");
            set(member, &mut commands);
            commands.push_str("add\n");
        }
        if !members.is_empty() {
            // What is given of the subject itself outranks what its members pool.
            set(facts, &mut commands);
        }
        commands.push_str("statement\nheadroom\n");
        commands
    }

    /// The commands that begin the patient and set its facts; none where there is no patient.
    #[must_use]
    pub fn patient_commands(&self) -> String {
        let mut commands = String::new();
        if let Some((achievement_date, facts)) = &self.patient {
            writeln!(commands, "patient\t{achievement_date}").expect("a text takes a line");
            set(facts, &mut commands);
        }
        commands
    }
}

fn set(facts: &Given, commands: &mut String) {
    for (name, text) in facts {
        assert!(!text.contains(['\t', '\n']), "{name}: a script has no way to write {text:?}");
        writeln!(commands, "set\t{name}\t{text}").expect("a text takes a line");
    }
}
