// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "widgets/form/compose_form.h"

#include <QString>
#include <QWidget>

class QTreeWidgetItem;

/// What the tests of the compose form share: controls are found by the name that a screen reader gives them.
namespace kit {

template <class Control>
Control *named(QWidget *root, const QString &name)
{
    for (auto *control : root->findChildren<Control *>()) {
        if (control->accessibleName() == name && control->isVisibleTo(root))
            return control;
    }
    return nullptr;
}

/// The row of the tree whose text begins so; null: there is none.
QTreeWidgetItem *model(QWidget *form, const QString &text);
/// True if a visible strip says so.
bool says(QWidget *form, const QString &text);
/// The texts beside the fields that are wrong, each as "path: text".
QStringList notes(QWidget *form);

/// Every concurrency model and step of the registry, whether this version runs it or not.
interleave::plan::Catalogue wholeCatalogue();

/// Does with the form what a person would do.
class Hand {
public:
    explicit Hand(interleave::widgets::ComposeForm &form) : m_form(form) {}

    void type(const QString &field, const QString &text);        ///< into a line
    void set(const QString &field, double value);                ///< a number, of any kind of box
    void choose(const QString &list, const QString &item);       ///< of a drop-down list
    void press(const QString &button);
    void tick(const QString &box, bool on);                      ///< a check box
    void vary(const QString &number, const QString &mode);       ///< "Step 1: Delay", "Uniform"
    /// Ticks models by id, and unticks all others.
    void tickModels(const QStringList &ids);

private:
    interleave::widgets::ComposeForm &m_form;
};

} // namespace kit
