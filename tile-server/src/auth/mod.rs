//! The one policy: an actor, an action and a resource give yes or no.
//!
//! Every route names its action and its resource and asks here; nothing else in the server decides about access. There are no
//! accounts yet. The server listens on the loopback interface only, so whoever reaches it sits at this machine; the one stranger
//! is a page of another site in that user's browser.

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The user of this machine: the map page, a desktop GIS, a script.
    LocalUser,
    /// A page of another site, open in the local user's browser.
    ForeignPage,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See whether the server is up.
    Probe,
    /// Look at something.
    Read,
    /// Have a place explained.
    Explain,
    /// Have a file of clues decided.
    Assign,
}

/// With what it is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// The server itself.
    Server,
    /// The map page and its files.
    Page,
    /// The list of layers and what is loaded.
    Catalogue,
    /// A layer's tiles and description.
    Layer(&'a str),
    /// The decision on a place.
    Place,
    /// The decision on a clue that the server has read.
    Clue,
    /// A file that the actor sends.
    Upload,
}

/// Whether the actor may.
pub fn is_allowed(actor: Actor, action: Action, resource: Resource<'_>) -> bool {
    match (actor, action, resource) {
        // A link from elsewhere may open the map. Work, places and clues are not for other sites.
        (Actor::LocalUser, ..) | (Actor::ForeignPage, Action::Probe | Action::Read, _) => true,
        (Actor::ForeignPage, Action::Explain | Action::Assign, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_what_the_page_says() {
        let cases = [
            (Action::Probe, Resource::Server, [true, true]),
            (Action::Read, Resource::Page, [true, true]),
            (Action::Read, Resource::Catalogue, [true, true]),
            (Action::Read, Resource::Layer("counties"), [true, true]),
            (Action::Explain, Resource::Place, [true, false]),
            (Action::Explain, Resource::Clue, [true, false]),
            (Action::Assign, Resource::Upload, [true, false]),
        ];
        for (action, resource, expected) in cases {
            let allowed = [Actor::LocalUser, Actor::ForeignPage].map(|actor| is_allowed(actor, action, resource));
            assert_eq!(allowed, expected, "{action:?} {resource:?}");
        }
    }
}
