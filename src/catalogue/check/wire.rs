//! The rules for the order of parameters on the wire.

use super::super::model::{Param, Repeat};
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Field, List, Spanned, unknown};

/// The parameters' positions in wire order.
pub(super) fn wire(
    params: &[(Param, Span)],
    field: Field<List<String>>,
    report: &mut Report,
) -> Option<Vec<usize>> {
    let wire: Vec<usize> = match field {
        Field::Absent => (0..params.len()).collect(),
        Field::Wrong => return None,
        Field::Given(list) => named_order(params, list, report)?,
    };
    for pair in wire.windows(2) {
        let (first, span) = &params[pair[0]];
        let (second, _) = &params[pair[1]];
        let is_open = |param: &Param| matches!(param.repeat, Repeat::Variadic | Repeat::Columns);
        if is_open(first) && !first.count && is_open(second) && second.token.is_none() {
            let names = [quoted(&first.name), quoted(&second.name)];
            let message = format!("{} and {} repeat side by side", names[0], names[1]);
            let problem = report.add(Code::Repeat, *span, message);
            problem.help(
                "the server could not tell their values apart: one needs `count`, or the other a `token`",
            );
        }
    }
    Some(wire)
}

fn named_order(
    params: &[(Param, Span)],
    list: Spanned<List<String>>,
    report: &mut Report,
) -> Option<Vec<usize>> {
    let mut order = Vec::new();
    let mut right = true;
    let known = params.iter().map(|(param, _)| param.name.as_str());
    for name in list.value.whole()? {
        match known.clone().position(|known| known == name.value) {
            None => {
                let message = format!("the operation has no parameter {}", quoted(&name.value));
                unknown(Code::Wire, message, &name, known.clone(), report);
            }
            Some(index) if order.contains(&index) => {
                let message = format!("`wire` has {} twice", quoted(&name.value));
                report.add(Code::Wire, name.span, message).help("name each parameter once");
            }
            Some(index) => {
                order.push(index);
                continue;
            }
        }
        right = false;
    }
    for (index, (param, _)) in params.iter().enumerate() {
        if right && !order.contains(&index) {
            let message = format!("`wire` forgets {}", quoted(&param.name));
            report.add(Code::Wire, list.span, message).help("name every parameter once");
        }
    }
    (order.len() == params.len()).then_some(order)
}
