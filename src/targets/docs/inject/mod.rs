//! Regions of the user's own Markdown: what stands between two markers is generated, and the rest is theirs.
//!
//! ```markdown
//! <!-- BEGIN SIGMA-GEN operations group=set -->
//! <!-- END SIGMA-GEN -->
//! ```

mod ignored;
mod marker;

use serde_json::json;

use super::{Operation, Reference};
use crate::catalogue::Source;
use crate::diagnostic::{Code, Report};
use crate::error::Result;
use crate::targets::Input;
use marker::{Content, Region};

/// Fills every region of a Markdown file, and leaves the rest as it is, byte for byte.
///
/// # Errors
/// With every marker that is wrong and its place, when there is no marker, or when one of the user's templates
/// is at fault.
///
/// ```
/// use sigma_gen::catalogue::{Source, load};
/// use sigma_gen::targets::{Input, docs::inject};
///
/// let text = "# Mine\n\n<!-- BEGIN SIGMA-GEN parameters operation=get -->\n<!-- END SIGMA-GEN -->\n";
/// let file = Source { path_shown: "mine.md".into(), text: text.into() };
/// let filled = inject::fill(&file, &Input::new(&load(&Source::builtin())?))?;
/// assert!(filled.contains("| Key | String |"));
/// # Ok::<(), sigma_gen::Error>(())
/// ```
pub fn fill(file: &Source, input: &Input<'_>) -> Result<String> {
    let mut report = Report::new(&file.path_shown, &file.text);
    let regions = marker::regions(&file.text, input.catalogue, &mut report);
    if regions.is_empty() && report.count() == 0 {
        ignored::report(&file.text, &mut report);
    }
    if regions.is_empty() && report.count() == 0 {
        report.about_the_file(Code::Region, "no region to fill").help(
            "add a line `<!-- BEGIN SIGMA-GEN operations -->` and below it a line `<!-- END SIGMA-GEN -->`",
        );
    }
    if report.count() > 0 {
        return Err(report.finish().into());
    }
    let reference = Reference::new(input)?;
    let mut filled = String::with_capacity(file.text.len());
    let mut copied = 0;
    for region in &regions {
        filled.push_str(&file.text[copied..region.inside.start]);
        let text = format!("\n{}\n\n", reference.region(region)?.trim_end());
        filled.push_str(&text.replace('\n', region.line_break));
        copied = region.inside.end;
    }
    filled.push_str(&file.text[copied..]);
    Ok(filled)
}

impl Reference<'_> {
    fn region(&self, region: &Region) -> Result<String> {
        let render = |context| self.renderer.render(region.template, &context);
        // A region names only operations that the catalogue has.
        let operation = |name: &str| self.operation(name).cloned();
        match &region.content {
            Content::Operations { names } => {
                let operations = names.iter().map(|(number, name)| {
                    let operation =
                        operation(name).map(|operation| Operation { number: *number, ..operation });
                    render(json!({ "heading": "#".repeat(region.level), "operation": operation }))
                });
                Ok(operations.collect::<Result<Vec<_>, _>>()?.join("\n"))
            }
            Content::Summary { page } => render(json!({ "groups": self.groups, "page": page })),
            Content::Part { operation: name, example } => {
                let operation = operation(name);
                let code = operation.as_ref().and_then(|operation| operation.code.get(*example));
                render(json!({ "example": code, "operation": operation }))
            }
        }
    }
}
