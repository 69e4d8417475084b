// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "form_test_kit.h"

#include "core/plan/plan.h"

namespace kit {

/// Makes the form's plan the target, by widgets only, as a person who reads the target would.
void compose(interleave::widgets::ComposeForm &form, const interleave::plan::Plan &target);

/// The plan without choices that say what is said without them: a form does not write those.
interleave::plan::Plan withoutUsualChoices(interleave::plan::Plan plan, const interleave::plan::Catalogue &catalogue);

} // namespace kit
