//! The one policy: an actor, an action and a resource give yes or no.
//!
//! Every route names its action and its resource and asks here; nothing else in the server decides about access. There are two ways to run:
//!
//! - **Without tokens** the server listens on the loopback interface only, so whoever reaches it sits at this machine and may see
//!   everything; the one stranger is a page of another site in that user's browser.
//! - **With tokens** (`[[server.tokens]]`) it may listen anywhere. Who shows none is the public, and sees what is on every map: boundaries,
//!   zones, outfalls. Who shows one sees the clues of the token's jurisdictions as well and no others, and of
//!   hotspots and borders those that tell of no clue elsewhere.

mod tokens;

pub use tokens::{Scope, Tokens, digest, secret};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The user of this machine: the map page, a desktop GIS, a script.
    LocalUser,
    /// A page of another site, open in the local user's browser.
    ForeignPage,
    /// Somebody who has shown no token to a server that has some.
    Public,
    /// Somebody who has shown a token.
    Bearer(Scope),
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
    /// Have hotspots looked for in a file of clues.
    Analyse,
    /// Have a joint action drafted.
    Draft,
}

/// With what it is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// The server itself.
    Server,
    /// How the server is doing, in figures.
    Metrics,
    /// The map page and its files.
    Page,
    /// The list of layers and what is loaded.
    Catalogue,
    /// A layer's tiles, features and description.
    Layer(&'a str),
    /// The decision on a place.
    Place,
    /// The decision on a clue that the server has read.
    Clue,
    /// What was found among the clues that the server has read.
    Hotspots,
    /// A file that the actor sends.
    Upload,
}

/// What the policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Allowed,
    /// Not without a token.
    NeedsToken,
    /// No.
    Forbidden,
}

/// Whether the actor may. Which of the clues a bearer then sees is [`Actor::scope`]'s to say.
pub fn verdict(actor: Actor, action: Action, resource: Resource<'_>) -> Verdict {
    let is_public = match (action, resource) {
        (Action::Probe, _) | (Action::Read, Resource::Server | Resource::Page | Resource::Catalogue) => true,
        (Action::Read, Resource::Layer(name)) => !crate::layers::SCOPED.contains(&name),
        _ => false,
    };
    match actor {
        Actor::LocalUser | Actor::Bearer(_) => Verdict::Allowed,
        // A link from elsewhere may open the map, and show its layers to the user. Work, places and clues are not for other sites.
        Actor::ForeignPage if is_public || (action == Action::Read && resource != Resource::Metrics) => Verdict::Allowed,
        Actor::ForeignPage => Verdict::Forbidden,
        Actor::Public if is_public => Verdict::Allowed,
        Actor::Public => Verdict::NeedsToken,
    }
}

impl Actor {
    /// The scope that the clues shown to this actor are limited to; `None` where they are not.
    ///
    /// The public has none either: it is asked for a token before any clue.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::Bearer(scope) => Some(scope),
            Self::LocalUser | Self::ForeignPage | Self::Public => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_what_the_page_says() {
        use Verdict::{Allowed as Yes, Forbidden as No, NeedsToken as Token};
        let actors = [Actor::LocalUser, Actor::ForeignPage, Actor::Public, Actor::Bearer(Scope::default())];
        let cases = [
            (Action::Probe, Resource::Server, [Yes, Yes, Yes, Yes]),
            (Action::Read, Resource::Metrics, [Yes, No, Token, Yes]),
            (Action::Read, Resource::Page, [Yes, Yes, Yes, Yes]),
            (Action::Read, Resource::Catalogue, [Yes, Yes, Yes, Yes]),
            (Action::Read, Resource::Layer("counties"), [Yes, Yes, Yes, Yes]),
            (Action::Read, Resource::Layer("clues"), [Yes, Yes, Token, Yes]),
            (Action::Read, Resource::Layer("hotspots"), [Yes, Yes, Token, Yes]),
            (Action::Read, Resource::Layer("borders_risk"), [Yes, Yes, Token, Yes]),
            (Action::Read, Resource::Hotspots, [Yes, Yes, Token, Yes]),
            (Action::Explain, Resource::Place, [Yes, No, Token, Yes]),
            (Action::Explain, Resource::Clue, [Yes, No, Token, Yes]),
            (Action::Assign, Resource::Upload, [Yes, No, Token, Yes]),
            (Action::Analyse, Resource::Upload, [Yes, No, Token, Yes]),
            (Action::Draft, Resource::Upload, [Yes, No, Token, Yes]),
        ];
        for (action, resource, expected) in cases {
            assert_eq!(actors.map(|actor| verdict(actor, action, resource)), expected, "{action:?} {resource:?}");
        }
    }
}
