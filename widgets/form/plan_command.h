// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <QString>
#include <QUndoCommand>

#include <functional>
#include <utility>

namespace interleave::widgets {

/// One edit: the plan before and after. Edits with the same non-empty `field` that follow each other are one.
class PlanCommand : public QUndoCommand {
public:
    using Show = std::function<void(const plan::Plan &)>;

    PlanCommand(plan::Plan before, plan::Plan after, const QString &text, QString field, Show show)
        : QUndoCommand(text), m_before(std::move(before)), m_after(std::move(after)), m_field(std::move(field)), m_show(std::move(show))
    {
    }

    void undo() override { m_show(m_before); }
    void redo() override { m_show(m_after); }
    [[nodiscard]] int id() const override { return m_field.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand *next) override
    {
        const auto *other = static_cast<const PlanCommand *>(next); // same id(): only plan commands have one
        if (other->m_field != m_field)
            return false;
        m_after = other->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    plan::Plan m_before, m_after;
    QString m_field;
    Show m_show;
};

} // namespace interleave::widgets
