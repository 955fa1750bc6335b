//! One thing to generate: a target with its options, and where it goes.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::templates::overrides;
use crate::catalogue::{self, BYTE_ORDER_MARK, Catalogue, Source, refuse_special};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};
use crate::error::Result;
use crate::output::{Output, eject};
use crate::targets::docs::{Responses, inject};
use crate::targets::{self, Input, Target};

/// What helps when the Markdown file is missing: only its regions are written, not the file itself.
const NO_MARKDOWN: &str = "check the path, or create the file with a line `<!-- BEGIN SIGMA-GEN operations -->` and \
                           a line `<!-- END SIGMA-GEN -->` below it";

/// One thing to generate, and where it goes.
#[derive(Clone, Debug)]
pub struct Job {
    /// The output folder or file, relative to the current folder.
    pub output: PathBuf,
    /// The operations to generate; all when there is none.
    pub operations: Vec<String>,
    /// What to make of them.
    pub product: Product,
    /// The folder of the user's templates, such as `README.md` in it.
    pub templates: Option<PathBuf>,
}

/// What a job makes.
#[derive(Clone, Debug)]
pub enum Product {
    /// The files of a target, in a folder.
    Files(Arc<dyn Target>),
    /// Regions in a Markdown file of the user's, with the templates of the docs.
    Regions,
}

impl Product {
    /// The files of a target.
    pub fn of(target: impl Target + 'static) -> Self {
        Self::Files(Arc::new(target))
    }

    /// What the names of its templates begin with.
    fn templates(&self) -> &str {
        match self {
            Product::Files(target) => target.name(),
            Product::Regions => "docs",
        }
    }
}

impl Job {
    /// The folder of the user's templates, and what their names begin with.
    pub(super) fn templates(&self) -> Option<(&Path, &str)> {
        Some((self.templates.as_deref()?, self.product.templates()))
    }

    /// Generates the product.
    ///
    /// # Errors
    /// When the catalogue, which was read from `source`, lacks an operation or has a name that the target's language
    /// cannot have, one of the user's templates cannot be used, or a region in the user's
    /// file is wrong.
    pub fn generate(&self, catalogue: &Catalogue, source: &Source, responses: &Responses) -> Result<Output> {
        let catalogue = &*select(catalogue, &self.operations)?;
        if let Product::Files(target) = &self.product
            && let Some(naming) = target.naming()
        {
            catalogue::check_names(source, catalogue, naming)?;
        }
        let overrides = overrides(self.templates())?;
        let input = Input { catalogue, text: Some(&source.text), responses: responses.clone(), overrides };
        match &self.product {
            Product::Files(target) => {
                let files = target.generate(&input)?.of_package(&catalogue.service.package);
                Ok(Output::Folder { folder: self.output.clone(), files })
            }
            Product::Regions => {
                refuse_special(&self.output)?;
                let Source { path_shown, text } = Source::read_whole(&self.output, NO_MARKDOWN)?;
                let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
                let (mark, text) = text.split_at(mark);
                let file = Source { path_shown, text: text.to_owned() };
                let text = inject::fill(&file, &input)?;
                Ok(Output::File { path: self.output.clone(), text: format!("{mark}{text}") })
            }
        }
    }

    /// Warnings about the user's templates: those whose built-in text has changed since they were ejected.
    ///
    /// # Errors
    /// When their folder cannot be read.
    pub fn stale_templates(&self) -> Result<Option<Diagnostics>> {
        let Some((folder, target)) = self.templates() else { return Ok(None) };
        let builtin = targets::templates()
            .filter_map(|(name, text)| Some((name.strip_prefix(target)?.strip_prefix('/')?, text)));
        let warnings = eject::stale(folder, builtin)?.into_iter().map(|name| {
            let name = format!("{target}/{name}");
            let message = format!("the built-in template {} has changed since it was ejected", quoted(&name));
            let mut warning = Diagnostic::new(Code::StaleTemplate, message);
            warning.help(format!("compare yours with `sigma-gen templates show {name}`, and eject it again"));
            warning
        });
        let warnings: Vec<_> = warnings.collect();
        Ok((!warnings.is_empty()).then(|| Diagnostics::of_file(&folder.display().to_string(), warnings)))
    }
}

/// The catalogue with only these operations; all when there is none.
pub(crate) fn select<'c>(catalogue: &'c Catalogue, operations: &[String]) -> Result<Cow<'c, Catalogue>> {
    Ok(if operations.is_empty() {
        Cow::Borrowed(catalogue)
    } else {
        Cow::Owned(catalogue.select(operations)?)
    })
}
